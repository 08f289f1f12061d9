/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of Rust functions from their symbols.
 */
#ifndef KI_CORE_RUST_H
#define KI_CORE_RUST_H

#include "core/str.h"

enum {
	/* Longer names are cut off by the kernel's symbol table: KSYM_NAME_LEN. */
	KI_RUST_NAME_MOST = 512,
};

/* Where a name is written to; its `text` has room for KI_RUST_NAME_MOST bytes. */
struct ki_rust_name {
	char *text;
	size_t size;
};

/*
 * Writes the name of a symbol in Rust's mangling, v0 ("_RNv…", RFC 2603) or legacy
 * ("_ZN…17h…E"), without the hashes, which differ from one build to the next:
 * "<rust_binder::process::Process>::update_ref".  `text` has room for KI_RUST_NAME_MOST
 * bytes; `path` is then the part of it that is filled.  Returns false for any other
 * symbol, and for one that is broken, and leaves `path`.
 */
bool ki_rust_name(struct koops_str symbol, char *text, struct koops_str *path);

/* The legacy mangling alone, without the prefixes of kbuild; rust_legacy.c. */
bool ki_rust_legacy_name(struct koops_str symbol, struct ki_rust_name *name);

/* Appends; returns false if it does not fit. */
bool ki_rust_put(struct ki_rust_name *name, struct koops_str text);

#endif
