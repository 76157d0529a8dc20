@ SPDX-License-Identifier: Apache-2.0
@ A program whose counts are known: each region is followed by what the counter must print for it,
@ instructions, NEON among them, issue cycles, width cycles, operand cycles.
  .syntax unified
  .arch_extension idiv

  .macro region number
  pld [pc, #-(\number + 1)]
  .endm

  .text
  .global _start
  .type _start, %function
_start:
  ldr r9, =buffer

  @ Two immediates pair, two registers do not, an immediate follows a register: 3 + 2 * 1.
  region 1                      @ 1: 6 0 4 4 4
  add r0, #1
  add r1, #1
  add r0, r0, r1
  add r1, r1, r0
  add r0, #1
  mov r2, r0
  region 0

  @ 100 times round: subs alone, bne beside it. mov before.
  region 2                      @ 2: 201 0 101 101 101
  mov r3, #100
1:
  subs r3, #1
  bne 1b
  region 0

  @ NEON: never beside anything; loads by GCC's rule and by their width.
  region 3                      @ 3: 8 7 13 14 25
  vld1.8 {d0-d3}, [r9]
  vld1.8 {d4}, [r9]
  vmull.s8 q3, d0, d1
  vmlal.s8 q3, d2, d3
  vpadal.s16 q4, q3
  vldr d5, [r9]
  add r0, #1
  vst1.8 {d8, d9}, [r9]
  region 0

  @ The core's loads: one register leaves a slot, two do not, three do after two cycles.
  region 4                      @ 4: 6 0 5 5 7
  ldr r0, [r9]
  add r1, #1
  ldrd r0, r1, [r9]
  add r2, #1
  ldm r9, {r0-r2}
  add r2, #1
  region 0

  @ A call may be the younger, not the older; a branch (bx, of what is called) may be either.
  region 5                      @ 5: 4 0 2 2 2
  mov r0, #1
  bl callee
  add r0, #1
  region 0

  @ Three times through one region.
  mov r4, #3
2:
  region 6                      @ 6: 3 0 3 3 3
  mul r0, r1, r2
  region 0
  subs r4, #1
  bne 2b

  @ Waiting: a load's result after 2 cycles, the ALU's after 1, but 2 for an address.
  region 7                      @ 7: 4 0 3 3 6
  ldr r0, [r9]
  add r1, r0, r0
  add r2, r1, #1
  ldr r3, [r9, r2]
  region 0

  @ Products into one accumulator follow each other after 4 cycles; others wait 8 for the sum, and the
  @ core 4 for what NEON gives it.
  region 8                      @ 8: 5 4 6 6 21
  vmlal.s16 q0, d16, d17
  vmlal.s16 q0, d16, d17
  vmlal.s16 q0, d18, d19
  vmov.32 r0, d0[0]
  add r1, r0, #1
  region 0

  @ Scalar floating point: 2 after a load, 4 after a product, 8 after a sum of products.
  region 9                      @ 9: 5 2 5 5 19
  vldr s0, [r9]
  vmul.f32 s2, s0, s0
  vmla.f32 s4, s2, s0
  vmla.f32 s4, s2, s0
  vmov r0, s4
  region 0

  mov r0, #0
  mov r7, #1
  svc #0

  .type callee, %function
callee:
  bx lr

  .ltorg
  .bss
  .balign 16
buffer:
  .space 64
