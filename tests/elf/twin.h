/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TWIN_H
#define TWIN_H

void call_twin_a(void);
void call_twin_b(void);

#endif
