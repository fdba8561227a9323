sh -eu "$in/kernel-arch/share/kernel.sh" kitten
