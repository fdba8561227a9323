/* Called by __libc_init_array before .init_array: guests have no .init section. */
void _init(void);

void _init(void) {
}
