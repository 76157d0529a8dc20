// SPDX-License-Identifier: Apache-2.0
int counter = 1;
