"""What several tests need and no product code does."""
