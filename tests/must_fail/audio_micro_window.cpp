// SPDX-License-Identifier: Apache-2.0
// expect: micro front end's window is Window, needed 65 to 128, 257 to 512 or 1025
// expect: window<my_front_end, .*, 200>
#include "tyto/audio/micro_front_end.hpp"

struct my_front_end {
  static constexpr tyto::audio::micro_parameters parameters{
#ifdef TYTO_MUST_COMPILE
      .window = 400
#else
      .window = 200
#endif
  };
};

tyto::audio::micro_front_end<my_front_end> stream;
