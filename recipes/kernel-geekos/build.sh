sh -eu "$in/kernel-arch/share/kernel.sh" geekos
