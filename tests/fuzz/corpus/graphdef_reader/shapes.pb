
6
inputPlaceholder*
dtype0*
shape
:
<
toConst*
dtype0*"
valueB:ÿÿÿÿÿÿÿÿÿ

rReshapeinputto
b
mMaxPoolr*
strides
*
paddingVALID*
data_formatNHWC*
ksize

'
qSqueezem*
squeeze_dims

J
	f/weightsConst*
dtype0*)
value B"áq½ óM¾ÇGO¾ÐÍ>
 
f/MatMulMatMulq	f/weights
=
f/biasesConst*
dtype0*
valueB"D{?Øþ¾
(
	f/BiasAddBiasAddf/MatMulf/biases