"""What files may say: pydantic models, frozen; unknown keys are refused."""
