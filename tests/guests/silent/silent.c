/* Ends well and says nothing, although its declaration expects output. */
int main(void) {
    return 0;
}
