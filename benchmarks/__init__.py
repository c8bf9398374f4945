"""What the product costs, beside yardsticks of the same run. `make bench`; what each file measures: README.md."""
