"""The slots of the domain, by name, and the questions that belong to no one task."""

DRAFT = "draft"  # the answers of the task that is open
SAID = "task_said"  # what was said before a task was open, when the safety text was shown
WANTED = "task_wanted"  # other tasks asked for meanwhile, with what was said
REQUESTED = "requested_slot"

CONFIRMED = "task_is_confirmed"
CHANGE = "task_change"
SAVE_CONTACT = "task_save_contact"
