/**
 * Hard cases: arguments for which the f64 core lies on the wrong side of the middle of two f32, with their correctly
 * rounded results. Pairs of u32: bits of the argument, bits of the result. Found, and their being all shown, by trying
 * all 2^32 arguments: npm run prove:math.
 */

/** log: 5 cases. */
export const LOG_COUNT = 5;
export const LOG_HARD = memory.data<u32>([
  0x3c413d3a,
  0xc08e158f, // log(0.0117943827) = -4.44013166
  0x41178feb,
  0x400fe5e7, // log(9.47263622) = 2.24840713
  0x4c5d65a5,
  0x418f034b, // log(58037908) = 17.8766079
  0x65d890d3,
  0x4254d1f9, // log(1.27837837e+23) = 53.2050514
  0x6f31a8ec,
  0x42845a89, // log(5.49830608e+28) = 66.1768265
]);

/** log1p: 9 cases. */
export const LOG1P_COUNT = 9;
export const LOG1P_HARD = memory.data<u32>([
  0x35400003,
  0x353fffff, // log1p(7.15255908e-07) = 7.1525568e-07
  0x3710001b,
  0x370ffff3, // log1p(8.5830934e-06) = 8.58305702e-06
  0x3efd81ad,
  0x3ecdeee1, // log1p(0.495129973) = 0.402213126
  0x41078feb,
  0x400fe5e7, // log1p(8.47263622) = 2.24840713
  0x65d890d3,
  0x4254d1f9, // log1p(1.27837837e+23) = 53.2050514
  0x6f31a8ec,
  0x42845a89, // log1p(5.49830608e+28) = 66.1768265
  0xb53ffffd,
  0xb5400001, // log1p(-7.15255567e-07) = -7.15255794e-07
  0xb70fffe5,
  0xb710000d, // log1p(-8.58304429e-06) = -8.58308067e-06
  0xbb0ec8c4,
  0xbb0ef0a5, // log1p(-0.00217871461) = -0.00218109158
]);

/** sigmoid: 76 cases. All near 0, where sigmoid(x) = 1/2 + x/4 - x^3/48 + ... is all but the middle of two f32. */
export const SIGMOID_COUNT = 76;
export const SIGMOID_HARD = memory.data<u32>([
  0x34c00000,
  0x3f000001, // sigmoid(3.57627869e-07) = 0.50000006
  0x35600000,
  0x3f000003, // sigmoid(8.34465027e-07) = 0.500000179
  0x35b00000,
  0x3f000005, // sigmoid(1.31130219e-06) = 0.500000298
  0x35f00000,
  0x3f000007, // sigmoid(1.78813934e-06) = 0.500000417
  0x36180000,
  0x3f000009, // sigmoid(2.2649765e-06) = 0.500000536
  0x36380000,
  0x3f00000b, // sigmoid(2.74181366e-06) = 0.500000656
  0x36580000,
  0x3f00000d, // sigmoid(3.21865082e-06) = 0.500000775
  0x36780000,
  0x3f00000f, // sigmoid(3.69548798e-06) = 0.500000894
  0x368c0000,
  0x3f000011, // sigmoid(4.17232513e-06) = 0.500001013
  0x369c0000,
  0x3f000013, // sigmoid(4.64916229e-06) = 0.500001132
  0x36ac0000,
  0x3f000015, // sigmoid(5.12599945e-06) = 0.500001252
  0x36bc0000,
  0x3f000017, // sigmoid(5.60283661e-06) = 0.500001371
  0x36cc0000,
  0x3f000019, // sigmoid(6.07967377e-06) = 0.50000149
  0x36dc0000,
  0x3f00001b, // sigmoid(6.55651093e-06) = 0.500001609
  0x36ec0000,
  0x3f00001d, // sigmoid(7.03334808e-06) = 0.500001729
  0x36fc0000,
  0x3f00001f, // sigmoid(7.51018524e-06) = 0.500001848
  0x37060000,
  0x3f000021, // sigmoid(7.9870224e-06) = 0.500001967
  0x370e0000,
  0x3f000023, // sigmoid(8.46385956e-06) = 0.500002086
  0x37160000,
  0x3f000025, // sigmoid(8.94069672e-06) = 0.500002205
  0x371e0000,
  0x3f000027, // sigmoid(9.41753387e-06) = 0.500002325
  0x37260000,
  0x3f000029, // sigmoid(9.89437103e-06) = 0.500002444
  0x372e0000,
  0x3f00002b, // sigmoid(1.03712082e-05) = 0.500002563
  0x37360000,
  0x3f00002d, // sigmoid(1.08480453e-05) = 0.500002682
  0x373e0000,
  0x3f00002f, // sigmoid(1.13248825e-05) = 0.500002801
  0x37460000,
  0x3f000031, // sigmoid(1.18017197e-05) = 0.500002921
  0x374e0000,
  0x3f000033, // sigmoid(1.22785568e-05) = 0.50000304
  0x37560000,
  0x3f000035, // sigmoid(1.2755394e-05) = 0.500003159
  0x375e0000,
  0x3f000037, // sigmoid(1.32322311e-05) = 0.500003278
  0x37660000,
  0x3f000039, // sigmoid(1.37090683e-05) = 0.500003397
  0xb4400000,
  0x3effffff, // sigmoid(-1.78813934e-07) = 0.49999997
  0xb4e00000,
  0x3efffffd, // sigmoid(-4.17232513e-07) = 0.499999911
  0xb5300000,
  0x3efffffb, // sigmoid(-6.55651093e-07) = 0.499999851
  0xb5700000,
  0x3efffff9, // sigmoid(-8.94069672e-07) = 0.499999791
  0xb5980000,
  0x3efffff7, // sigmoid(-1.13248825e-06) = 0.499999732
  0xb5b80000,
  0x3efffff5, // sigmoid(-1.37090683e-06) = 0.499999672
  0xb5d80000,
  0x3efffff3, // sigmoid(-1.60932541e-06) = 0.499999613
  0xb5f80000,
  0x3efffff1, // sigmoid(-1.84774399e-06) = 0.499999553
  0xb60c0000,
  0x3effffef, // sigmoid(-2.08616257e-06) = 0.499999493
  0xb61c0000,
  0x3effffed, // sigmoid(-2.32458115e-06) = 0.499999434
  0xb62c0000,
  0x3effffeb, // sigmoid(-2.56299973e-06) = 0.499999374
  0xb63c0000,
  0x3effffe9, // sigmoid(-2.8014183e-06) = 0.499999315
  0xb64c0000,
  0x3effffe7, // sigmoid(-3.03983688e-06) = 0.499999255
  0xb65c0000,
  0x3effffe5, // sigmoid(-3.27825546e-06) = 0.499999195
  0xb66c0000,
  0x3effffe3, // sigmoid(-3.51667404e-06) = 0.499999136
  0xb67c0000,
  0x3effffe1, // sigmoid(-3.75509262e-06) = 0.499999076
  0xb6860000,
  0x3effffdf, // sigmoid(-3.9935112e-06) = 0.499999017
  0xb68e0000,
  0x3effffdd, // sigmoid(-4.23192978e-06) = 0.499998957
  0xb6960000,
  0x3effffdb, // sigmoid(-4.47034836e-06) = 0.499998897
  0xb69e0000,
  0x3effffd9, // sigmoid(-4.70876694e-06) = 0.499998838
  0xb6a60000,
  0x3effffd7, // sigmoid(-4.94718552e-06) = 0.499998778
  0xb6ae0000,
  0x3effffd5, // sigmoid(-5.1856041e-06) = 0.499998719
  0xb6b60000,
  0x3effffd3, // sigmoid(-5.42402267e-06) = 0.499998659
  0xb6be0000,
  0x3effffd1, // sigmoid(-5.66244125e-06) = 0.499998599
  0xb6c60000,
  0x3effffcf, // sigmoid(-5.90085983e-06) = 0.49999854
  0xb6ce0000,
  0x3effffcd, // sigmoid(-6.13927841e-06) = 0.49999848
  0xb6d60000,
  0x3effffcb, // sigmoid(-6.37769699e-06) = 0.49999842
  0xb6de0000,
  0x3effffc9, // sigmoid(-6.61611557e-06) = 0.499998361
  0xb6e60000,
  0x3effffc7, // sigmoid(-6.85453415e-06) = 0.499998301
  0xb6ee0000,
  0x3effffc5, // sigmoid(-7.09295273e-06) = 0.499998242
  0xb6f60000,
  0x3effffc3, // sigmoid(-7.33137131e-06) = 0.499998182
  0xb6fe0000,
  0x3effffc1, // sigmoid(-7.56978989e-06) = 0.499998122
  0xb7030000,
  0x3effffbf, // sigmoid(-7.80820847e-06) = 0.499998063
  0xb7070000,
  0x3effffbd, // sigmoid(-8.04662704e-06) = 0.499998003
  0xb70b0000,
  0x3effffbb, // sigmoid(-8.28504562e-06) = 0.499997944
  0xb70f0000,
  0x3effffb9, // sigmoid(-8.5234642e-06) = 0.499997884
  0xb7130000,
  0x3effffb7, // sigmoid(-8.76188278e-06) = 0.499997824
  0xb7170000,
  0x3effffb5, // sigmoid(-9.00030136e-06) = 0.499997765
  0xb71b0000,
  0x3effffb3, // sigmoid(-9.23871994e-06) = 0.499997705
  0xb71f0000,
  0x3effffb1, // sigmoid(-9.47713852e-06) = 0.499997646
  0xb7230000,
  0x3effffaf, // sigmoid(-9.7155571e-06) = 0.499997586
  0xb7270000,
  0x3effffad, // sigmoid(-9.95397568e-06) = 0.499997526
  0xb72b0000,
  0x3effffab, // sigmoid(-1.01923943e-05) = 0.499997467
  0xb72f0000,
  0x3effffa9, // sigmoid(-1.04308128e-05) = 0.499997407
  0xb7330000,
  0x3effffa7, // sigmoid(-1.06692314e-05) = 0.499997348
  0xb7370000,
  0x3effffa5, // sigmoid(-1.090765e-05) = 0.499997288
  0xba928601,
  0x3effdb5f, // sigmoid(-0.00111788523) = 0.499720544
]);

/** softplus: 1 case. */
export const SOFTPLUS_COUNT = 1;
export const SOFTPLUS_HARD = memory.data<u32>([
  0x39ea41d0,
  0x3f3180bd, // softplus(0.000446809921) = 0.69337064
]);
