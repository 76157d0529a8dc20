@ SPDX-License-Identifier: Apache-2.0
@ Instructions that A32 and T32 both have, with what the counter must take each for: its kind, and
@ the words it moves (1 for all but loads and stores). Assembled twice, see tcg_count_test.sh.

  b .                           @ branch 1
  beq .                         @ branch 1
  bx lr                         @ branch 1
  bx r3                         @ branch 1
  bl .                          @ call 1
  blx r3                        @ call 1
  mov r0, #1                    @ alu_immediate 1
  mov r9, #0x12                 @ alu_immediate 1
  movw r0, #0x1234              @ alu_immediate 1
  movt r0, #0x1234              @ alu_immediate 1
  mvn r0, #1                    @ alu_immediate 1
  add r0, r1, #4                @ alu_immediate 1
  adds r9, r8, #0xff00          @ alu_immediate 1
  sub r0, r1, #4                @ alu_immediate 1
  rsb r0, r1, #0                @ alu_immediate 1
  cmp r0, #1                    @ alu_immediate 1
  cmn r0, #1                    @ alu_immediate 1
  tst r0, #1                    @ alu_immediate 1
  and r0, r1, #15               @ alu_immediate 1
  bic r0, r1, #15               @ alu_immediate 1
  orr r0, r1, #15               @ alu_immediate 1
  eor r0, r1, #15               @ alu_immediate 1
  sxtb r0, r1                   @ alu_immediate 1
  sxth r9, r1                   @ alu_immediate 1
  uxtb r9, r8, ror #8           @ alu_immediate 1
  nop                           @ alu_immediate 1
  pld [r0]                      @ alu_immediate 1
  pld [r0, #64]                 @ alu_immediate 1
  pld [r0, r1]                  @ alu_immediate 1
  pld [r0, #-64]                @ alu_immediate 1
  pld [pc, #8]                  @ alu_immediate 1
  adc r0, r1, #0                @ alu_register 1
  sbc r9, r8, #0                @ alu_register 1
  mov r0, r1                    @ alu_register 1
  mov r9, r10                   @ alu_register 1
  mvns r0, r1                   @ alu_register 1
  add r0, r1, r2                @ alu_register 1
  adds r0, r1, r2               @ alu_register 1
  add r9, r8, r7, lsl #2        @ alu_register 1
  sub r0, r1, r2, asr #3        @ alu_register 1
  cmp r0, r1                    @ alu_register 1
  tst r9, r1                    @ alu_register 1
  and r0, r1, r2                @ alu_register 1
  orr r0, r1, r2, lsr #1        @ alu_register 1
  lsl r0, r1, #2                @ alu_register 1
  asrs r0, r1, #2               @ alu_register 1
  lsl r9, r1, r2                @ alu_register 1
  ror r0, r1, r2                @ alu_register 1
  rrx r0, r1                    @ alu_register 1
  sxtab r0, r1, r2              @ alu_register 1
  uxtah r0, r1, r2, ror #16     @ alu_register 1
  clz r0, r1                    @ alu_register 1
  rev r0, r1                    @ alu_register 1
  rev16 r9, r1                  @ alu_register 1
  rbit r0, r1                   @ alu_register 1
  ubfx r0, r1, #3, #5           @ alu_register 1
  sbfx r0, r1, #3, #5           @ alu_register 1
  bfi r0, r1, #3, #5            @ alu_register 1
  bfc r0, #3, #5                @ alu_register 1
  ssat r0, #8, r1               @ alu_register 1
  usat r0, #8, r1, lsl #2       @ alu_register 1
  ssat16 r0, #8, r1             @ alu_register 1
  qadd r0, r1, r2               @ alu_register 1
  sadd16 r0, r1, r2             @ alu_register 1
  uqsub8 r0, r1, r2             @ alu_register 1
  sel r0, r1, r2                @ alu_register 1
  pkhbt r0, r1, r2, lsl #3      @ alu_register 1
  mul r0, r1, r2                @ multiply 1
  mla r0, r1, r2, r3            @ multiply 1
  mls r0, r1, r2, r3            @ multiply 1
  smull r0, r1, r2, r3          @ multiply 1
  umlal r0, r1, r2, r3          @ multiply 1
  umaal r0, r1, r2, r3          @ multiply 1
  smlabb r0, r1, r2, r3         @ multiply 1
  smulwt r0, r1, r2             @ multiply 1
  smlalbt r0, r1, r2, r3        @ multiply 1
  smlad r0, r1, r2, r3          @ multiply 1
  smuad r0, r1, r2              @ multiply 1
  smlsd r0, r1, r2, r3          @ multiply 1
  smlald r0, r1, r2, r3         @ multiply 1
  smmla r0, r1, r2, r3          @ multiply 1
  smmulr r0, r1, r2             @ multiply 1
  smmls r0, r1, r2, r3          @ multiply 1
  usad8 r0, r1, r2              @ multiply 1
  sdiv r0, r1, r2               @ divide 1
  udiv r0, r1, r2               @ divide 1
  ldr r0, [r1]                  @ load 1
  ldr r9, [r1, #1000]           @ load 1
  ldr r0, [r1, #4]!             @ load 1
  ldr r0, [r1], #-4             @ load 1
  ldr r0, [r1, r2]              @ load 1
  ldr r9, [r8, r2, lsl #2]      @ load 1
  ldr r0, [pc, #8]              @ load 1
  ldrb r0, [r1, #1]             @ load 1
  ldrh r0, [r1, r2]             @ load 1
  ldrsb r0, [r1, r2]            @ load 1
  ldrsh r9, [r8, #2]            @ load 1
  ldrd r0, r1, [r2]             @ load 2
  ldrd r0, r1, [r2, #8]!        @ load 2
  ldrd r0, r1, [r2], #8         @ load 2
  ldm r0, {r1, r2, r3}          @ load 3
  ldm r9!, {r1-r8}              @ load 8
  ldmdb r9, {r1, r2}            @ load 2
  pop {r4, r5, pc}              @ load 3
  pop {r4, r5, r8, pc}          @ load 4
  ldrex r0, [r1]                @ load 1
  ldrexd r0, r1, [r2]           @ load 2
  str r0, [r1]                  @ store 1
  str r9, [r1, #-4]             @ store 1
  strb r0, [r1, r2]             @ store 1
  strh r0, [r1], #2             @ store 1
  strd r0, r1, [r2]             @ store 2
  strd r0, r1, [r2, #-8]!       @ store 2
  stm r0!, {r1, r2, r3}         @ store 3
  stmdb r9, {r1-r8}             @ store 8
  push {r4, r5, lr}             @ store 3
  push {r4-r9, lr}              @ store 7
  strex r0, r1, [r2]            @ store 1
  strexd r0, r2, r3, [r4]       @ store 2
  mrs r0, apsr                  @ system 1
  msr apsr_nzcvq, r0            @ system 1
  mrc p15, 0, r0, c13, c0, 3    @ system 1
  dmb ish                       @ system 1
  clrex                         @ system 1
  svc #0                        @ system 1
  vmrs apsr_nzcv, fpscr         @ system 1
  vadd.f32 s0, s1, s2           @ vfp_arithmetic 1
  vmul.f32 s0, s1, s2           @ vfp_arithmetic 1
  vmla.f32 s0, s1, s2           @ vfp_arithmetic 1
  vfma.f32 s0, s1, s2           @ vfp_arithmetic 1
  vadd.f64 d0, d1, d2           @ vfp_arithmetic 1
  vcmp.f32 s0, #0               @ vfp_arithmetic 1
  vcvt.s32.f32 s0, s1           @ vfp_arithmetic 1
  vcvt.f64.f32 d0, s1           @ vfp_arithmetic 1
  vmov.f32 s0, #1.0             @ vfp_arithmetic 1
  vneg.f64 d0, d1               @ vfp_arithmetic 1
  vmul.f64 d0, d1, d2           @ vfp_multiply_double 1
  vfnms.f64 d0, d1, d2          @ vfp_multiply_double 1
  vdiv.f32 s0, s1, s2           @ vfp_divide_single 1
  vsqrt.f32 s0, s1              @ vfp_divide_single 1
  vdiv.f64 d0, d1, d2           @ vfp_divide_double 1
  vsqrt.f64 d0, d1              @ vfp_divide_double 1
  vmov s0, r0                   @ transfer_to_simd 1
  vmov d0, r0, r1               @ transfer_to_simd 1
  vmov r0, s31                  @ transfer_from_simd 1
  vmov r0, r1, d31              @ transfer_from_simd 1
  vldr s0, [r0, #4]             @ simd_load 1
  vldr d16, [r0, #-8]           @ simd_load 2
  vldmia r0!, {s5}              @ simd_load 1
  vldmia r0!, {d5}              @ simd_load 2
  vstr d0, [sp]                 @ simd_store 2
  vldm r0, {d0-d3}              @ simd_load_multiple 8
  vldmia r0!, {s0-s2}           @ simd_load_multiple 3
  vpop {d8-d15}                 @ simd_load_multiple 16
  vld1.8 {d0}, [r0]             @ simd_load_multiple 2
  vld1.8 {d0, d1}, [r0]!        @ simd_load_multiple 4
  vld1.8 {d0-d2}, [r0], r1      @ simd_load_multiple 6
  vld1.64 {d0-d3}, [r0:128]     @ simd_load_multiple 8
  vld2.16 {d0, d1}, [r0]        @ simd_load_multiple 4
  vld2.8 {d0, d2}, [r0]         @ simd_load_multiple 4
  vld2.8 {d0-d3}, [r0]          @ simd_load_multiple 8
  vld3.8 {d0, d2, d4}, [r0]     @ simd_load_multiple 6
  vld4.32 {d0-d3}, [r0]         @ simd_load_multiple 8
  vld1.8 {d0[3]}, [r0]          @ simd_load_multiple 2
  vld1.32 {d0[]}, [r0]          @ simd_load_multiple 2
  vld1.32 {d0[], d1[]}, [r0]    @ simd_load_multiple 4
  vld2.32 {d0[1], d1[1]}, [r0]  @ simd_load_multiple 4
  vld4.8 {d0[], d1[], d2[], d3[]}, [r0] @ simd_load_multiple 8
  vpush {d8-d11}                @ simd_store_multiple 8
  vst1.8 {d0, d1}, [r0]!        @ simd_store_multiple 4
  vst1.32 {d0[1]}, [r0]         @ simd_store_multiple 2
  vst4.8 {d0-d3}, [r0]          @ simd_store_multiple 8
  vmla.i16 q0, q1, q2           @ neon_multiply_accumulate 1
  vmls.i8 d0, d1, d2            @ neon_multiply_accumulate 1
  vmla.f32 q0, q1, q2           @ neon_multiply_accumulate 1
  vmls.f32 d0, d1, d2           @ neon_multiply_accumulate 1
  vfma.f32 q0, q1, q2           @ neon_multiply_accumulate 1
  vfms.f32 q0, q1, q2           @ neon_multiply_accumulate 1
  vmlal.s8 q0, d1, d2           @ neon_multiply_accumulate 1
  vmlal.s16 q0, d2, d3[1]       @ neon_multiply_accumulate 1
  vmlsl.u16 q0, d2, d3          @ neon_multiply_accumulate 1
  vqdmlal.s16 q0, d2, d3        @ neon_multiply_accumulate 1
  vqdmlsl.s32 q0, d2, d3[0]     @ neon_multiply_accumulate 1
  vmla.f32 q0, q1, d3[0]        @ neon_multiply_accumulate 1
  vmls.i16 q0, q1, d3[0]        @ neon_multiply_accumulate 1
  vmull.s8 q0, d2, d3           @ neon_arithmetic 1
  vmull.s16 q0, d2, d3[2]       @ neon_arithmetic 1
  vmull.p8 q0, d2, d3           @ neon_arithmetic 1
  vmul.f32 q0, q1, q2           @ neon_arithmetic 1
  vmul.i32 q0, q1, d3[0]        @ neon_arithmetic 1
  vqrdmulh.s32 q0, q1, q2       @ neon_arithmetic 1
  vqrdmulh.s32 q0, q1, d3[0]    @ neon_arithmetic 1
  vqdmulh.s16 q0, q1, q2        @ neon_arithmetic 1
  vqdmull.s16 q0, d2, d3        @ neon_arithmetic 1
  vpadal.s16 q0, q1             @ neon_arithmetic 1
  vpaddl.s8 q0, q1              @ neon_arithmetic 1
  vpadd.i32 d0, d1, d2          @ neon_arithmetic 1
  vadd.i32 q0, q1, q2           @ neon_arithmetic 1
  vaddl.s8 q0, d2, d3           @ neon_arithmetic 1
  vaddw.s16 q0, q1, d4          @ neon_arithmetic 1
  vqadd.s16 q0, q1, q2          @ neon_arithmetic 1
  vhadd.u8 q0, q1, q2           @ neon_arithmetic 1
  vsub.f32 q0, q1, q2           @ neon_arithmetic 1
  vmax.s8 q0, q1, q2            @ neon_arithmetic 1
  vmin.f32 q0, q1, q2           @ neon_arithmetic 1
  vceq.i8 q0, q1, q2            @ neon_arithmetic 1
  vcgt.s8 q0, q1, #0            @ neon_arithmetic 1
  vrshl.s32 q0, q1, q2          @ neon_arithmetic 1
  vqrshl.s32 q0, q1, q2         @ neon_arithmetic 1
  vshl.i32 q0, q1, #3           @ neon_arithmetic 1
  vshr.s8 q0, q1, #3            @ neon_arithmetic 1
  vrshr.s32 q0, q1, #3          @ neon_arithmetic 1
  vsra.s32 q0, q1, #31          @ neon_arithmetic 1
  vsri.16 q0, q1, #3            @ neon_arithmetic 1
  vshll.s8 q0, d2, #3           @ neon_arithmetic 1
  vshll.i8 q0, d2, #8           @ neon_arithmetic 1
  vmovl.s8 q0, d2               @ neon_arithmetic 1
  vshrn.i32 d0, q1, #3          @ neon_arithmetic 1
  vqrshrn.s32 d0, q1, #3        @ neon_arithmetic 1
  vqrshrun.s16 d0, q1, #3       @ neon_arithmetic 1
  vmovn.i32 d0, q1              @ neon_arithmetic 1
  vqmovn.s32 d0, q1             @ neon_arithmetic 1
  vqmovun.s16 d0, q1            @ neon_arithmetic 1
  vaddhn.i32 d0, q1, q2         @ neon_arithmetic 1
  vabal.s8 q0, d2, d3           @ neon_arithmetic 1
  vaba.s8 q0, q1, q2            @ neon_arithmetic 1
  vabs.s8 q0, q1                @ neon_arithmetic 1
  vand q0, q1, q2               @ neon_arithmetic 1
  vbsl q0, q1, q2               @ neon_arithmetic 1
  vorr q0, q1, q1               @ neon_arithmetic 1
  vmvn q0, q1                   @ neon_arithmetic 1
  vmov.i32 q0, #1               @ neon_arithmetic 1
  vbic.i16 q0, #1               @ neon_arithmetic 1
  vmov.f32 q0, #1.0             @ neon_arithmetic 1
  vdup.32 q0, d2[1]             @ neon_arithmetic 1
  vdup.8 q0, r0                 @ neon_arithmetic 1
  vmov.32 d0[1], r0             @ neon_arithmetic 1
  vmov.s8 r0, d0[1]             @ neon_arithmetic 1
  vext.8 q0, q1, q2, #3         @ neon_arithmetic 1
  vtbl.8 d0, {d1, d2}, d3       @ neon_arithmetic 1
  vtbx.8 d0, {d1-d4}, d5        @ neon_arithmetic 1
  vrev64.8 q0, q1               @ neon_arithmetic 1
  vzip.8 q0, q1                 @ neon_arithmetic 1
  vuzp.16 q0, q1                @ neon_arithmetic 1
  vtrn.32 d0, d1                @ neon_arithmetic 1
  vswp d0, d1                   @ neon_arithmetic 1
  vcvt.f32.s32 q0, q1           @ neon_arithmetic 1
  vcvt.s32.f32 q0, q1, #3       @ neon_arithmetic 1
  vrecpe.f32 q0, q1             @ neon_arithmetic 1
  vrecps.f32 q0, q1, q2         @ neon_arithmetic 1
  vrsqrts.f32 q0, q1, q2        @ neon_arithmetic 1
  pld [pc, #-1]                 @ marker 1 0
  pld [pc, #-8]                 @ marker 1 7
  pld [pc, #-4095]              @ marker 1 4094
  udf #0                        @ system 1
