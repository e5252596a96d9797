#define _GNU_SOURCE
#include "shim.h"

#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int let_go_of_object(struct dl_phdr_info *object, size_t size, void *page_bytes) {
    (void)size;
    // The kernel's own, which is in no file.
    if (object->dlpi_name && strncmp(object->dlpi_name, "linux-vdso", 10) == 0) return 0;
    uintptr_t mask = *(const uintptr_t *)page_bytes - 1;
    for (int index = 0; index < object->dlpi_phnum; index++) {
        const ElfW(Phdr) *part = object->dlpi_phdr + index;
        if (part->p_type != PT_LOAD || (part->p_flags & PF_W)) continue;
        uintptr_t start = (object->dlpi_addr + part->p_vaddr) & ~mask;
        uintptr_t end = (object->dlpi_addr + part->p_vaddr + part->p_memsz + mask) & ~mask;
        // What cannot be let go of stays.
        madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 0;
}

void linux_let_go_of_code(void) {
    long page = sysconf(_SC_PAGESIZE);
    uintptr_t page_bytes = (uintptr_t)page;
    if (page > 0) dl_iterate_phdr(let_go_of_object, &page_bytes);
}
