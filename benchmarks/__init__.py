"""What is measured, each module one table; ``python -m benchmarks`` runs all."""
