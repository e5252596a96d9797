// What the module of the C library leaves out.
#include <sys/epoll.h>
#include <sys/socket.h>

// Flags of socket types: an enumeration without a name, which is not imported.
static const int linux_sock_cloexec = SOCK_CLOEXEC;
static const int linux_sock_nonblock = SOCK_NONBLOCK;

// Lets go of the pages of the program and its libraries that are as in their files: code and constants
// that no relocation touches. What is used again is mapped again, from the page cache.
void linux_let_go_of_code(void);
