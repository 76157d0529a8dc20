@ SPDX-License-Identifier: Apache-2.0
@ As both.s: what only A32 has, and encodings that are none.

  addeq r0, r1, #1              @ alu_immediate 1
  rsc r0, r1, #0                @ alu_register 1
  add r0, r1, r2, lsl r3        @ alu_register 1
  movs r0, r1, lsl r2           @ alu_register 1
  muleq r0, r1, r2              @ multiply 1
  ldmib r0, {r1, r2, r3, r4, r5} @ load 5
  stmda r0!, {r1}               @ store 1
  swp r0, r1, [r2]              @ load 1
  vldmeq r0, {d0, d1}           @ simd_load_multiple 4
  blx .                         @ call 1
  setend be                     @ system 1
  .inst 0xf3000c10              @ unknown 1
  .inst 0xf2000c40              @ unknown 1
  .inst 0xf4a00cd0              @ simd_load_multiple 2
  .inst 0xf4800c00              @ unknown 1
  .inst 0xf4200b00              @ unknown 1
  .inst 0xfe000a00              @ unknown 1
  .inst 0xf5f00000              @ unknown 1
