
>
inputPlaceholder*
dtype0*
shape:
6
aConst*
dtype0*
valueB"âH¾Z +¿
6
bConst*
dtype0*
valueB"Ð»,¿°ó>

abMulab

xMulinputab

yAddxinput
3
axesConst*
dtype0*
valueB:

zMeanyaxes