package replay

// Next is the next sync of the controller over state, under rules.
func Next(state State, rules Rules) Sync { panic("to be written") }
