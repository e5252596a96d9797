#pragma once

// Makes SQLite's files forget, at a simulated power cut, what was not synced.
//
// Registers a file layer ("VFS") as SQLite's default. A database is watched whose directory has a
// directory `.durable`: each sync of a file copies its content to `.durable/NAME` and makes
// `.durable/NAME.syncs` a byte longer. The disk itself is not synced. Other databases pass through.
//
// Returns 0, or SQLite's code of what failed. Several calls do what one does.
int power_cut_register(void);
