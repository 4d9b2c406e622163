-- Prosody gives modules and their libraries these.
std = "lua54"
read_globals = { "prosody" }
globals = { "module" }
max_line_length = 130
files["**/words/*.lua"] = { max_line_length = false }
