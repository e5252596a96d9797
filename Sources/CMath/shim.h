#include <math.h>
#include <stddef.h>
#include <stdio.h>

// Writes a finite number as printf does.
//
// kind is one of a A e E f F g G; precision is -1 for none, and at most 1000; alternate is the flag #.
// Returns the count of bytes, or -1 where the kind is unknown, the precision is beyond its range or
// the bytes do not fit.
static inline int cmath_print(double number, char kind, int precision, int alternate,
                              char *bytes, size_t capacity) {
    if (precision < -1 || precision > 1000) return -1;
    // The widest form is "%#.*f": six characters and the end.
    char format[8];
    int place = 0;
    format[place++] = '%';
    if (alternate) format[place++] = '#';
    if (precision >= 0) {
        format[place++] = '.';
        format[place++] = '*';
    }
    switch (kind) {
    case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': break;
    default: return -1;
    }
    format[place++] = kind;
    format[place] = 0;
    int count = precision >= 0 ? snprintf(bytes, capacity, format, precision, number)
                               : snprintf(bytes, capacity, format, number);
    return count < 0 || (size_t)count >= capacity ? -1 : count;
}
