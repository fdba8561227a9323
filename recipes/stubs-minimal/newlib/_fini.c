/* Called by __libc_fini_array after .fini_array: guests have no .fini section. */
void _fini(void);

void _fini(void) {
}
