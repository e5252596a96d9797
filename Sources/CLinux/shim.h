// What the module of the C library leaves out.
#include <sys/epoll.h>
#include <sys/socket.h>

// Flags of socket types: an enumeration without a name, which is not imported.
static const int linux_sock_cloexec = SOCK_CLOEXEC;
static const int linux_sock_nonblock = SOCK_NONBLOCK;
