"""Who is asked: a team, and for each case the guards that stand before every question."""
