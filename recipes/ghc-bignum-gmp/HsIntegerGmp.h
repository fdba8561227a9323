/* What `configure` of the package finds out elsewhere: GMP is libgmp's, 6.2.1. */
#pragma once
#define GHC_GMP_INTREE 0
#define GHC_GMP_VERSION_MJ 6
#define GHC_GMP_VERSION_MI 2
#define GHC_GMP_VERSION_PL 1
#define GHC_GMP_VERSION (6 * 10000 + 2 * 100 + 1)
#define HAVE_SECURE_POWM 1
