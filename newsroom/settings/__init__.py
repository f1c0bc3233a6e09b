"""Settings, all from the environment: `base` and thin `development`, `production` and `test` on top of it."""
