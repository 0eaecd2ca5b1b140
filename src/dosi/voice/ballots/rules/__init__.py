"""Rules that choose projects, one file each, named as the rule with `_` for `-`: `run` for a budget, `rising` for a budget that grows voter by voter."""
