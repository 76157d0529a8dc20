@ SPDX-License-Identifier: Apache-2.0
@ As both.s: what only T32 has, and encodings that are none.

  cbz r0, . + 4                 @ branch 1
  tbb [pc, r0]                  @ branch 1
  tbh [pc, r0, lsl #1]          @ branch 1
  it eq                         @ alu_immediate 1
  moveq r0, #1                  @ alu_immediate 1
  addw r0, r1, #0x123           @ alu_immediate 1
  adr r0, .                     @ alu_immediate 1
  add r0, sp, #16               @ alu_immediate 1
  sub sp, #16                   @ alu_immediate 1
  nop.w                         @ alu_immediate 1
  orn r0, r1, #1                @ alu_immediate 1
  orn r0, r1, r2                @ alu_register 1
  muls r0, r1, r0               @ multiply 1
  ldr r0, [sp, #16]             @ load 1
  ldr.w r0, [r1, #-4]           @ load 1
  ldrt r0, [r1]                 @ load 1
  ldmia r0!, {r1-r7}            @ load 7
  b.w .                         @ branch 1
  bne.w .                       @ branch 1
  .inst.n 0x4700                @ branch 1
  .inst.n 0x4701                @ unknown 1
  .inst.n 0xba80                @ unknown 1
  .inst.w 0xf0a00000            @ unknown 1
  .inst.w 0xf9500000            @ unknown 1
  .inst.w 0xff000c10            @ unknown 1
  .inst.w 0xf9200b00            @ unknown 1
