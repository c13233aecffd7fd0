//! The inner loops, and the only place of the crate with `unsafe`.
//!
//! Every kernel gives the same numbers to the last bit. Matrix products are sums of integers, where order
//! does not matter; all floating-point work is one Rust body compiled for each instruction set, and Rust
//! neither reorders nor fuses floating-point operations.

use super::{ARC, DISTANCES, EPSILON, FORGET_BIAS, GATES, HALF, REACH, WIDTH, gate, squash};

/// An instruction set the network can run on.
///
/// There is no way to name one that this machine lacks: they come from [`Kernel::available`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel(Kind);

// Invariant: all but `Portable` are only made after asking the processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Vnni,
    #[cfg(target_arch = "aarch64")]
    Neon,
}

impl Kernel {
    /// The kernels this machine can run, the fastest first; the portable one is always among them.
    #[must_use]
    pub fn available() -> Vec<Kernel> {
        let mut kernels = Vec::with_capacity(3);
        #[cfg(target_arch = "x86_64")]
        {
            let avx512 = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vnni");
            if avx512 {
                kernels.push(Kernel(Kind::Vnni));
            }
            if is_x86_feature_detected!("avx2") {
                kernels.push(Kernel(Kind::Avx2));
            }
        }
        #[cfg(target_arch = "aarch64")]
        if std::arch::is_aarch64_feature_detected!("neon") {
            kernels.push(Kernel(Kind::Neon));
        }
        kernels.push(Kernel(Kind::Portable));
        kernels
    }

    /// The fastest kernel of this machine.
    #[must_use]
    pub fn best() -> Kernel {
        Kernel::available()[0]
    }

    /// A name to show: `avx512-vnni`, `avx2`, `neon` or `portable`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.0 {
            Kind::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Kind::Vnni => "avx512-vnni",
            #[cfg(target_arch = "aarch64")]
            Kind::Neon => "neon",
        }
    }
}

/// Makes a function that runs one body compiled for the kernel's instruction set.
macro_rules! dispatched {
    ($(#[$meta:meta])* $name:ident = $body:ident($($arg:ident: $type:ty),+ $(,)?)) => {
        $(#[$meta])*
        #[cfg_attr(
            target_arch = "x86_64",
            expect(unsafe_code, reason = "calls a function compiled for an instruction set")
        )]
        pub fn $name(kernel: Kernel, $($arg: $type),+) {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            fn avx2($($arg: $type),+) {
                $body($($arg),+);
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
            fn avx512($($arg: $type),+) {
                $body($($arg),+);
            }
            match kernel.0 {
                Kind::Portable => $body($($arg),+),
                // SAFETY: a `Kernel` of this kind exists only where the processor has these features.
                #[cfg(target_arch = "x86_64")]
                Kind::Avx2 => unsafe { avx2($($arg),+) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                Kind::Vnni => unsafe { avx512($($arg),+) },
                // Rust compiles for NEON without being asked: every 64-bit ARM it knows has it.
                #[cfg(target_arch = "aarch64")]
                Kind::Neon => $body($($arg),+),
            }
        }
    };
}

/// A matrix of 8-bit weights, packed for one kernel, with what turns sums back into numbers.
pub struct Matrix {
    inner: usize,
    /// A multiple of [`PANEL`].
    columns: usize,
    packed: Packed,
    /// [`ZERO`] times the sum of a column's weights: inputs are stored with it added.
    offset: Vec<i32>,
    scale: Vec<f32>,
    bias: Vec<f32>,
}

enum Packed {
    /// Panels of 32 columns, groups of four inputs.
    #[cfg(target_arch = "x86_64")]
    Quads(Vec<i8>),
    /// Panels of 16 columns, groups of four inputs, and how many groups may be summed in 16 bits.
    #[cfg(target_arch = "x86_64")]
    Runs(Vec<i8>, Runs),
    /// Panels of 16 columns, groups of four inputs.
    #[cfg(target_arch = "aarch64")]
    Quads(Vec<i8>),
    /// Panels of 16 columns, one input after another, as floats.
    Floats(Vec<f32>),
}

/// What 7-bit inputs have added, so that they are never negative: they lie in 1..=127.
pub const ZERO: u8 = 64;
/// The greatest input.
#[cfg(target_arch = "x86_64")]
const GREATEST: i32 = 127;

/// Columns are padded to a multiple of this.
pub const PANEL: usize = 32;
/// Panels of the AVX2 and the portable kernel.
const NARROW: usize = 16;

impl Matrix {
    /// Packs `weights`, one row of `inner` for each output, which stand for `weight * scale`.
    ///
    /// # Panics
    /// If sizes do not agree or `inner` is not a multiple of four.
    pub fn new(kernel: Kernel, inner: usize, weights: &[i8], scale: &[f32], bias: &[f32]) -> Matrix {
        let outputs = scale.len();
        assert!(inner.is_multiple_of(4) && weights.len() == outputs * inner && bias.len() == outputs);
        let columns = outputs.next_multiple_of(PANEL);
        let padded = |values: &[f32]| {
            let mut padded = values.to_vec();
            padded.resize(columns, 0.0);
            padded
        };
        let mut offset = vec![0i32; columns];
        for (offset, row) in offset.iter_mut().zip(weights.chunks_exact(inner)) {
            *offset = i32::from(ZERO) * row.iter().map(|&w| i32::from(w)).sum::<i32>();
        }
        let packed = match kernel.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Vnni => Packed::Quads(pack::<i8, 4>(weights, inner, columns, PANEL)),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => {
                let packed = pack::<i8, 4>(weights, inner, columns, NARROW);
                let runs = Runs::of(&packed, inner);
                Packed::Runs(packed, runs)
            }
            #[cfg(target_arch = "aarch64")]
            Kind::Neon => Packed::Quads(pack::<i8, 4>(weights, inner, columns, NARROW)),
            Kind::Portable => Packed::Floats(pack::<f32, 1>(weights, inner, columns, NARROW)),
        };
        Matrix { inner, columns, packed, offset, scale: padded(scale), bias: padded(bias) }
    }

    /// Columns of the result, padding included.
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// Multiplies `rows` rows of 7-bit inputs ([`ZERO`] added) into rows of `out`, bias included.
    ///
    /// # Panics
    /// If a slice is too short.
    #[cfg_attr(
        any(target_arch = "x86_64", target_arch = "aarch64"),
        expect(unsafe_code, reason = "calls functions compiled for an instruction set")
    )]
    pub fn multiply(&self, kernel: Kernel, rows: usize, input: &[u8], out: &mut [f32]) {
        assert!(input.len() >= rows * self.inner && out.len() >= rows * self.columns);
        match (&self.packed, kernel.0) {
            #[cfg(target_arch = "x86_64")]
            (Packed::Quads(weights), Kind::Vnni) => {
                let mut row = 0;
                while row < rows {
                    let (a, c) = (&input[row * self.inner..], &mut out[row * self.columns..]);
                    // SAFETY: a `Kernel` of this kind exists only where the processor has AVX-512 VNNI; the
                    // slices hold at least as many rows as the block has, by the assertion above.
                    unsafe {
                        match rows - row {
                            12.. => vnni::<12>(self, weights, a, c),
                            4.. => vnni::<4>(self, weights, a, c),
                            _ => vnni::<1>(self, weights, a, c),
                        }
                    }
                    row += match rows - row {
                        12.. => 12,
                        4.. => 4,
                        _ => 1,
                    };
                }
            }
            #[cfg(target_arch = "x86_64")]
            (Packed::Runs(weights, runs), Kind::Avx2) => {
                let mut row = 0;
                while row < rows {
                    let (a, c) = (&input[row * self.inner..], &mut out[row * self.columns..]);
                    // SAFETY: a `Kernel` of this kind exists only where the processor has AVX2; the slices
                    // hold at least as many rows as the block has, by the assertion above.
                    unsafe {
                        match rows - row {
                            4.. => avx2::<4>(self, weights, runs, a, c),
                            2.. => avx2::<2>(self, weights, runs, a, c),
                            _ => avx2::<1>(self, weights, runs, a, c),
                        }
                    }
                    row += match rows - row {
                        4.. => 4,
                        2.. => 2,
                        _ => 1,
                    };
                }
            }
            #[cfg(target_arch = "aarch64")]
            (Packed::Quads(weights), Kind::Neon) => {
                let mut row = 0;
                while row < rows {
                    let (a, c) = (&input[row * self.inner..], &mut out[row * self.columns..]);
                    // SAFETY: a `Kernel` of this kind exists only where the processor has NEON; the slices
                    // hold at least as many rows as the block has, by the assertion above.
                    unsafe {
                        match rows - row {
                            2.. => neon::<2>(self, weights, a, c),
                            _ => neon::<1>(self, weights, a, c),
                        }
                    }
                    row += (rows - row).min(2);
                }
            }
            (Packed::Floats(weights), Kind::Portable) => {
                let mut group = vec![[0.0f32; 4]; self.inner];
                for first in (0..rows).step_by(4) {
                    let count = (rows - first).min(4);
                    for row in 0..count {
                        let input = &input[(first + row) * self.inner..][..self.inner];
                        group.iter_mut().zip(input).for_each(|(group, &x)| group[row] = f32::from(x));
                    }
                    portable(self, weights, &group, count, &mut out[first * self.columns..]);
                }
            }
            #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
            _ => unreachable!("a matrix is multiplied by the kernel it was packed for"),
        }
    }
}

/// Panels of `width` columns; inside, groups of `G` inputs; inside, columns; inside, the group's inputs.
fn pack<T: From<i8> + Copy, const G: usize>(
    weights: &[i8],
    inner: usize,
    columns: usize,
    width: usize,
) -> Vec<T> {
    let mut packed = vec![T::from(0); columns * inner];
    for (output, row) in weights.chunks_exact(inner).enumerate() {
        let panel = output / width * width * inner;
        for (input, &weight) in row.iter().enumerate() {
            packed[panel + input / G * (width * G) + output % width * G + input % G] = T::from(weight);
        }
    }
    packed
}

/// Four rows at a time, in single precision: sums of 8-bit products stay below 2^24, where every integer is
/// exact, and vectors of floats multiply fast on every machine.
fn portable(matrix: &Matrix, weights: &[f32], input: &[[f32; 4]], rows: usize, out: &mut [f32]) {
    for (panel, weights) in weights.chunks_exact(NARROW * matrix.inner).enumerate() {
        let mut sums = [[0.0f32; NARROW]; 4];
        for (inputs, weights) in input.iter().zip(weights.as_chunks::<NARROW>().0) {
            for (sums, input) in sums.iter_mut().zip(inputs) {
                for i in 0..NARROW {
                    sums[i] += input * weights[i];
                }
            }
        }
        for (row, sums) in sums.iter().enumerate().take(rows) {
            for (lane, &sum) in sums.iter().enumerate() {
                let column = panel * NARROW + lane;
                let value = (sum as i32 - matrix.offset[column]) as f32;
                out[row * matrix.columns + column] = value * matrix.scale[column] + matrix.bias[column];
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[expect(unsafe_code, reason = "vector loads and stores take raw pointers")]
fn vnni<const R: usize>(matrix: &Matrix, weights: &[i8], input: &[u8], out: &mut [f32]) {
    use std::arch::x86_64::*;
    let (inner, columns) = (matrix.inner, matrix.columns);
    assert!(input.len() >= R * inner && out.len() >= R * columns && weights.len() == columns * inner);
    assert!(inner.is_multiple_of(4) && columns.is_multiple_of(PANEL));
    for panel in 0..columns / PANEL {
        let mut low = [_mm512_setzero_si512(); R];
        let mut high = [_mm512_setzero_si512(); R];
        for group in 0..inner / 4 {
            // SAFETY: a panel holds 32 × inner weights and a group 128 of them; group < inner / 4.
            let (w0, w1) = unsafe {
                let at = weights.as_ptr().add(panel * PANEL * inner + group * 128);
                (_mm512_loadu_si512(at.cast()), _mm512_loadu_si512(at.add(64).cast()))
            };
            for row in 0..R {
                // SAFETY: row < R and group * 4 + 4 <= inner, so the four bytes lie in R rows of input.
                let x = unsafe { input.as_ptr().add(row * inner + group * 4).cast::<i32>().read_unaligned() };
                let x = _mm512_set1_epi32(x);
                low[row] = _mm512_dpbusd_epi32(low[row], x, w0);
                high[row] = _mm512_dpbusd_epi32(high[row], x, w1);
            }
        }
        for (half, sums) in [low, high].iter().enumerate() {
            let column = panel * PANEL + half * 16;
            // SAFETY: column + 16 <= columns, the length of all three, and R rows of out are there.
            unsafe {
                let offset = _mm512_loadu_si512(matrix.offset.as_ptr().add(column).cast());
                let scale = _mm512_loadu_ps(matrix.scale.as_ptr().add(column));
                let bias = _mm512_loadu_ps(matrix.bias.as_ptr().add(column));
                for (row, &sum) in sums.iter().enumerate() {
                    let value = _mm512_cvtepi32_ps(_mm512_sub_epi32(sum, offset));
                    // Not fused: the other kernels round after the product too.
                    let value = _mm512_add_ps(_mm512_mul_ps(value, scale), bias);
                    _mm512_storeu_ps(out.as_mut_ptr().add(row * columns + column), value);
                }
            }
        }
    }
}

#[cfg(target_arch = "aarch64")]
#[target_feature(enable = "neon")]
#[expect(unsafe_code, reason = "vector loads and stores take raw pointers")]
fn neon<const R: usize>(matrix: &Matrix, weights: &[i8], input: &[u8], out: &mut [f32]) {
    use std::arch::aarch64::*;
    let (inner, columns) = (matrix.inner, matrix.columns);
    assert!(input.len() >= R * inner && out.len() >= R * columns && weights.len() == columns * inner);
    assert!(inner.is_multiple_of(4) && columns.is_multiple_of(NARROW));
    for panel in 0..columns / NARROW {
        // Two columns in each vector, two halves of a sum for each column.
        let mut sums = [[vdupq_n_s32(0); NARROW / 2]; R];
        for group in 0..inner / 4 {
            let mut x = [vdup_n_s8(0); R];
            for (row, x) in x.iter_mut().enumerate() {
                // SAFETY: row < R and group * 4 + 4 <= inner, so the four bytes lie in R rows of input.
                let quad =
                    unsafe { input.as_ptr().add(row * inner + group * 4).cast::<u32>().read_unaligned() };
                // Inputs lie in 1..=127 and keep their value as signed bytes.
                *x = vreinterpret_s8_u32(vdup_n_u32(quad));
            }
            for pair in 0..NARROW / 2 {
                // SAFETY: a panel holds 16 × inner weights and a group 64 of them; pair * 8 + 8 <= 64.
                let w =
                    unsafe { vld1_s8(weights.as_ptr().add(panel * NARROW * inner + group * 64 + pair * 8)) };
                for (sums, x) in sums.iter_mut().zip(x) {
                    // A product has 15 bits and two of them are added in 32: nothing overflows.
                    sums[pair] = vpadalq_s16(sums[pair], vmull_s8(w, x));
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            for quad in 0..NARROW / 4 {
                let column = panel * NARROW + quad * 4;
                let sum = vpaddq_s32(sums[quad * 2], sums[quad * 2 + 1]);
                // SAFETY: column + 4 <= columns, the length of all three, and R rows of out are there.
                unsafe {
                    let offset = vld1q_s32(matrix.offset.as_ptr().add(column));
                    let scale = vld1q_f32(matrix.scale.as_ptr().add(column));
                    let bias = vld1q_f32(matrix.bias.as_ptr().add(column));
                    let value = vcvtq_f32_s32(vsubq_s32(sum, offset));
                    // Not fused: the other kernels round after the product too.
                    let value = vaddq_f32(vmulq_f32(value, scale), bias);
                    vst1q_f32(out.as_mut_ptr().add(row * columns + column), value);
                }
            }
        }
    }
}

/// For each panel, after which groups of inputs sums of 16 bits must be widened.
///
/// How large a sum can get follows from the weights, so this is known before any input is seen: products of
/// a run cannot overflow 16 bits whatever the inputs are, and the result is exact.
#[cfg(target_arch = "x86_64")]
struct Runs {
    /// Ends of runs, panel after panel.
    ends: Vec<u16>,
    /// Where each panel's ends end.
    panels: Vec<usize>,
}

#[cfg(target_arch = "x86_64")]
impl Runs {
    /// For weights packed in panels of [`NARROW`] columns and groups of four inputs.
    fn of(packed: &[i8], inner: usize) -> Runs {
        let mut runs = Runs { ends: Vec::new(), panels: Vec::new() };
        for panel in packed.chunks_exact(NARROW * inner) {
            // For each sum of 16 bits, which adds two neighbouring inputs of a column, the least and the
            // greatest it can be.
            let mut bounds = [(0i32, 0i32); NARROW * 2];
            for (group, weights) in panel.chunks_exact(NARROW * 4).enumerate() {
                let mut next = bounds;
                for ((least, greatest), pair) in next.iter_mut().zip(weights.as_chunks::<2>().0) {
                    for &weight in pair {
                        let reach = GREATEST * i32::from(weight);
                        *least += reach.min(0);
                        *greatest += reach.max(0);
                    }
                }
                let fits = next.iter().all(|&(least, greatest)| {
                    least >= i32::from(i16::MIN) && greatest <= i32::from(i16::MAX)
                });
                if fits {
                    bounds = next;
                    continue;
                }
                runs.ends.push(group as u16);
                // The group that did not fit opens the next run.
                let last = bounds;
                for ((bound, next), last) in bounds.iter_mut().zip(next).zip(last) {
                    *bound = (next.0 - last.0, next.1 - last.1);
                }
            }
            runs.ends.push((inner / 4) as u16);
            runs.panels.push(runs.ends.len());
        }
        runs
    }

    fn ends(&self, panel: usize) -> &[u16] {
        let start = if panel == 0 { 0 } else { self.panels[panel - 1] };
        &self.ends[start..self.panels[panel]]
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[expect(unsafe_code, reason = "vector loads and stores take raw pointers")]
fn avx2<const R: usize>(matrix: &Matrix, weights: &[i8], runs: &Runs, input: &[u8], out: &mut [f32]) {
    use std::arch::x86_64::*;
    let (inner, columns) = (matrix.inner, matrix.columns);
    assert!(input.len() >= R * inner && out.len() >= R * columns && weights.len() == columns * inner);
    assert!(inner.is_multiple_of(4) && columns.is_multiple_of(PANEL));
    let ones = _mm256_set1_epi16(1);
    for panel in 0..columns / NARROW {
        let mut low = [_mm256_setzero_si256(); R];
        let mut high = [_mm256_setzero_si256(); R];
        let mut group = 0;
        for &end in runs.ends(panel) {
            let end = usize::from(end).min(inner / 4);
            let mut low16 = [_mm256_setzero_si256(); R];
            let mut high16 = [_mm256_setzero_si256(); R];
            while group < end {
                // SAFETY: a panel holds 16 × inner weights and a group 64 of them; group < inner / 4.
                let (w0, w1) = unsafe {
                    let at = weights.as_ptr().add(panel * NARROW * inner + group * 64);
                    (_mm256_loadu_si256(at.cast()), _mm256_loadu_si256(at.add(32).cast()))
                };
                for row in 0..R {
                    // SAFETY: row < R and group * 4 + 4 <= inner, so the four bytes lie in R rows of input.
                    let x =
                        unsafe { input.as_ptr().add(row * inner + group * 4).cast::<i32>().read_unaligned() };
                    let x = _mm256_set1_epi32(x);
                    low16[row] = _mm256_add_epi16(low16[row], _mm256_maddubs_epi16(x, w0));
                    high16[row] = _mm256_add_epi16(high16[row], _mm256_maddubs_epi16(x, w1));
                }
                group += 1;
            }
            for row in 0..R {
                low[row] = _mm256_add_epi32(low[row], _mm256_madd_epi16(low16[row], ones));
                high[row] = _mm256_add_epi32(high[row], _mm256_madd_epi16(high16[row], ones));
            }
        }
        for (half, sums) in [low, high].iter().enumerate() {
            let column = panel * NARROW + half * 8;
            // SAFETY: column + 8 <= columns, the length of all three, and R rows of out are there.
            unsafe {
                let offset = _mm256_loadu_si256(matrix.offset.as_ptr().add(column).cast());
                let scale = _mm256_loadu_ps(matrix.scale.as_ptr().add(column));
                let bias = _mm256_loadu_ps(matrix.bias.as_ptr().add(column));
                for (row, &sum) in sums.iter().enumerate() {
                    let value = _mm256_cvtepi32_ps(_mm256_sub_epi32(sum, offset));
                    let value = _mm256_add_ps(_mm256_mul_ps(value, scale), bias);
                    _mm256_storeu_ps(out.as_mut_ptr().add(row * columns + column), value);
                }
            }
        }
    }
}

/// Sums in a fixed tree, so that every instruction set adds in the same order.
#[inline(always)]
fn tree_sum(mut lanes: [f32; 16]) -> f32 {
    for width in [8, 4, 2, 1] {
        for i in 0..width {
            lanes[i] += lanes[i + width];
        }
    }
    lanes[0]
}

/// Layer normalisation of one row.
#[inline(always)]
fn normalise(values: &[f32; WIDTH], gain: &[f32; WIDTH], shift: &[f32; WIDTH], out: &mut [f32; WIDTH]) {
    let mut sums = [0.0f32; 16];
    for chunk in values.chunks_exact(16) {
        for i in 0..16 {
            sums[i] += chunk[i];
        }
    }
    let mean = tree_sum(sums) / WIDTH as f32;
    let mut squares = [0.0f32; 16];
    for chunk in values.chunks_exact(16) {
        for i in 0..16 {
            squares[i] += (chunk[i] - mean) * (chunk[i] - mean);
        }
    }
    let inverse = 1.0 / (tree_sum(squares) / WIDTH as f32 + EPSILON).sqrt();
    for i in 0..WIDTH {
        out[i] = (values[i] - mean) * inverse * gain[i] + shift[i];
    }
}

/// To 7 bits with [`ZERO`] added, rounded to nearest, ties to even.
#[inline(always)]
fn quantise(values: &[f32; WIDTH], inverse_step: f32, out: &mut [u8; WIDTH]) {
    // Adding 1.5 × 2^23 leaves the rounded integer in the low bits.
    const ROUND: f32 = 12_582_912.0;
    for i in 0..WIDTH {
        let value = (values[i] * inverse_step).clamp(-63.0, 63.0) + ROUND;
        out[i] = (value.to_bits() as u8).wrapping_add(ZERO);
    }
}

/// What normalises and quantises the rows a layer puts out.
#[derive(Clone)]
pub struct Norm {
    /// Gain of each channel.
    pub gain: [f32; WIDTH],
    /// Shift of each channel.
    pub shift: [f32; WIDTH],
    /// One over the size of a quantisation step.
    pub inverse_step: f32,
}

dispatched! {
    /// Normalises and quantises the sum of a word's hash rows.
    word_vector = word_vector_body(
        sum: &[f32; WIDTH], norm: &Norm, out: &mut [f32; WIDTH], quantised: &mut [u8; WIDTH])
}

#[inline(always)]
fn word_vector_body(sum: &[f32; WIDTH], norm: &Norm, out: &mut [f32; WIDTH], quantised: &mut [u8; WIDTH]) {
    normalise(sum, &norm.gain, &norm.shift, out);
    quantise(out, norm.inverse_step, quantised);
}

dispatched! {
    /// Adds a hash row, scaled, to a word's sum.
    add_row = add_row_body(sum: &mut [f32; WIDTH], row: &[i8; WIDTH], scale: f32)
}

#[inline(always)]
fn add_row_body(sum: &mut [f32; WIDTH], row: &[i8; WIDTH], scale: f32) {
    for i in 0..WIDTH {
        sum[i] += f32::from(row[i]) * scale;
    }
}

dispatched! {
    /// Runs the recurrence over the rows of one sentence and replaces its hidden rows, also quantised.
    recur = recur_body(gates: &mut [[f32; GATES]], norm: &Norm, hidden: &mut [[f32; WIDTH]], quantised: &mut [[u8; WIDTH]])
}

#[inline(always)]
fn recur_body(
    gates: &mut [[f32; GATES]],
    norm: &Norm,
    hidden: &mut [[f32; WIDTH]],
    quantised: &mut [[u8; WIDTH]],
) {
    let mut state = [0.0f32; HALF];
    for row in gates.iter_mut() {
        step(row, 0, &mut state);
    }
    let mut state = [0.0f32; HALF];
    for row in gates.iter_mut().rev() {
        step(row, HALF, &mut state);
    }
    for ((gates, hidden), quantised) in gates.iter().zip(hidden).zip(quantised) {
        let mut sum = [0.0f32; WIDTH];
        for i in 0..WIDTH {
            sum[i] = hidden[i] + gates[i] * gate(gates[2 * WIDTH + i]);
        }
        normalise(&sum, &norm.gain, &norm.shift, hidden);
        quantise(hidden, norm.inverse_step, quantised);
    }
}

/// One step of forget-gate pooling over half the channels; the state takes the candidate's place.
#[inline(always)]
fn step(row: &mut [f32; GATES], from: usize, state: &mut [f32; HALF]) {
    for i in 0..HALF {
        let forget = gate(row[WIDTH + from + i] + FORGET_BIAS);
        state[i] = forget * state[i] + (1.0 - forget) * squash(row[from + i]);
        row[from + i] = state[i];
    }
}

/// Keys of a sentence's possible heads, side by side: `keys[channel * stride + head]`.
#[derive(Clone, Copy)]
pub struct Keys<'a> {
    /// The numbers.
    pub keys: &'a [f32],
    /// At least the number of heads, and a multiple of 16.
    pub stride: usize,
}

dispatched! {
    /// Scores every head for four dependents: `scores[d * stride + head]`.
    arc_scores = arc_scores_body(queries: &[&[f32; ARC]; 4], keys: Keys<'_>, scores: &mut [f32])
}

#[inline(always)]
fn arc_scores_body(queries: &[&[f32; ARC]; 4], keys: Keys<'_>, scores: &mut [f32]) {
    let stride = keys.stride;
    for block in (0..stride).step_by(16) {
        let mut sums = [[0.0f32; 16]; 4];
        for channel in 0..ARC {
            let keys = &keys.keys[channel * stride + block..][..16];
            for (sums, query) in sums.iter_mut().zip(queries) {
                for i in 0..16 {
                    sums[i] += query[channel] * keys[i];
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            scores[row * stride + block..][..16].copy_from_slice(sums);
        }
    }
}

dispatched! {
    /// Adds the scores of the distances to one dependent's row, forbids itself, and finds the best head.
    best_head = best_head_body(dependent: usize, distances: &[f32; DISTANCES], row: &mut [f32], best: &mut u32)
}

/// `dependent` is counted from 1; `row` holds the root and every word.
#[inline(always)]
fn best_head_body(dependent: usize, distances: &[f32; DISTANCES], row: &mut [f32], best: &mut u32) {
    let near = dependent.saturating_sub(REACH)..row.len().min(dependent + REACH + 1);
    let first = near.start + REACH - dependent;
    for score in &mut row[..near.start] {
        *score += distances[0];
    }
    for (score, distance) in row[near.clone()].iter_mut().zip(&distances[first..]) {
        *score += distance;
    }
    for score in &mut row[near.end..] {
        *score += distances[DISTANCES - 1];
    }
    row[dependent] = FORBIDDEN;
    *best = first_greatest(row);
}

/// The score of a word as its own head.
pub const FORBIDDEN: f32 = -1e9;

/// The index of the greatest value; the first of equals.
#[inline(always)]
fn first_greatest(values: &[f32]) -> u32 {
    let mut tops = [f32::MIN; 16];
    let chunks = values.chunks_exact(16);
    let rest = chunks.remainder();
    for chunk in chunks {
        for i in 0..16 {
            tops[i] = if chunk[i] > tops[i] { chunk[i] } else { tops[i] };
        }
    }
    let mut top = f32::MIN;
    for &value in tops.iter().chain(rest) {
        top = if value > top { value } else { top };
    }
    values.iter().position(|&value| value == top).unwrap_or(0) as u32
}

dispatched! {
    /// Finds the greatest of a row.
    greatest = greatest_body(values: &[f32], best: &mut u32)
}

#[inline(always)]
fn greatest_body(values: &[f32], best: &mut u32) {
    *best = first_greatest(values);
}

/// The label scorer: `weights[input * columns + label]`.
pub struct LabelScorer {
    /// The numbers.
    pub weights: Vec<f32>,
    /// Number of labels, padded to a multiple of 16.
    pub columns: usize,
    /// One for each column.
    pub bias: Vec<f32>,
}

dispatched! {
    /// Scores the labels of four arcs: `scores[arc * columns + label]`.
    label_scores = label_scores_body(inputs: &[[f32; super::LABEL_INPUT]; 4], scorer: &LabelScorer, scores: &mut [f32])
}

#[inline(always)]
fn label_scores_body(inputs: &[[f32; super::LABEL_INPUT]; 4], scorer: &LabelScorer, scores: &mut [f32]) {
    let columns = scorer.columns;
    for block in (0..columns).step_by(16) {
        let mut sums = [[0.0f32; 16]; 4];
        for channel in 0..super::LABEL_INPUT {
            let weights = &scorer.weights[channel * columns + block..][..16];
            for (sums, input) in sums.iter_mut().zip(inputs) {
                for i in 0..16 {
                    sums[i] += input[channel] * weights[i];
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            for i in 0..16 {
                scores[row * columns + block + i] = sums[i] + scorer.bias[block + i];
            }
        }
    }
}

/// The shape of a matrix product `C += A B` and how its factors lie.
#[derive(Clone, Copy, Debug)]
pub struct Product {
    rows: usize,
    inner: usize,
    columns: usize,
    a: (usize, usize),
    b: (usize, usize),
}

impl Product {
    /// `A` is rows × inner, `B` is inner × columns, both row by row.
    pub const fn plain(rows: usize, inner: usize, columns: usize) -> Product {
        Product { rows, inner, columns, a: (inner, 1), b: (columns, 1) }
    }
    /// `B` is given with one row for each column of the result: weights by output.
    pub const fn rows_by_rows(rows: usize, inner: usize, columns: usize) -> Product {
        Product { rows, inner, columns, a: (inner, 1), b: (1, inner) }
    }
    /// The gradient of weights: `A` is inner × rows and `B` inner × columns, both summed over `inner`.
    pub const fn columns_by_columns(inner: usize, rows: usize, columns: usize) -> Product {
        Product { rows, inner, columns, a: (1, rows), b: (columns, 1) }
    }
}

/// Adds the product of `a` and `b` to `c`, in single precision. For training only.
///
/// # Panics
/// If a slice does not have the size its shape says.
#[expect(unsafe_code, reason = "matrixmultiply takes raw pointers")]
pub fn gemm(product: Product, a: &[f32], b: &[f32], c: &mut [f32]) {
    let Product { rows, inner, columns, .. } = product;
    assert_eq!((a.len(), b.len(), c.len()), (rows * inner, inner * columns, rows * columns));
    let (ra, ca) = (product.a.0 as isize, product.a.1 as isize);
    let (rb, cb) = (product.b.0 as isize, product.b.1 as isize);
    // SAFETY: every element that the shape and strides reach lies in its slice: the strides are one of
    // (width, 1) and (1, height) for exactly width × height elements, checked above. `c` is borrowed
    // mutably, so it does not overlap the others.
    unsafe {
        matrixmultiply::sgemm(
            rows,
            inner,
            columns,
            1.0,
            a.as_ptr(),
            ra,
            ca,
            b.as_ptr(),
            rb,
            cb,
            1.0,
            c.as_mut_ptr(),
            columns as isize,
            1,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Slices of just the size that is needed: what reads or writes beside them is found by a sanitizer (tools/sanitize.sh).
    #[test]
    fn every_shape_is_multiplied_within_its_slices_and_alike() {
        for (rows, inner, outputs) in (0..=13).flat_map(|rows| {
            let shapes = [(4, 1), (8, 31), (12, 32), (36, 33), (64, 64), (128, 97)];
            shapes.map(|(inner, outputs)| (rows, inner, outputs))
        }) {
            let weights: Vec<i8> = (0..inner * outputs).map(|i| (i * 37 % 255) as i8).collect();
            let (scale, bias) = (vec![0.5; outputs], vec![-3.0; outputs]);
            let input: Vec<u8> = (0..rows * inner).map(|i| (1 + i * 53 % 127) as u8).collect();
            let answers: Vec<Vec<f32>> = Kernel::available()
                .into_iter()
                .map(|kernel| {
                    let matrix = Matrix::new(kernel, inner, &weights, &scale, &bias);
                    let mut out = vec![f32::NAN; rows * matrix.columns()];
                    matrix.multiply(kernel, rows, &input, &mut out);
                    out
                })
                .collect();
            assert!(answers[0].iter().all(|value| value.is_finite()));
            for answer in &answers {
                assert_eq!(*answer, answers[0], "{rows} rows of {inner} to {outputs}");
            }
        }
    }

    #[test]
    fn no_weights_and_no_inputs_make_a_kernel_overflow() {
        let (inner, outputs, rows) = (256, 40, 7);
        let extreme = |i: usize| if i.is_multiple_of(2) { 127i8 } else { -127 };
        let mixed = |i: usize| (i.wrapping_mul(2_654_435_761) >> 7) as i8;
        let (scale, bias) = (vec![1.0; outputs], vec![0.0; outputs]);
        let fills: [&dyn Fn(usize) -> i8; 4] = [&|_| 127, &|_| -127, &extreme, &mixed];
        for fill in fills {
            let weights: Vec<i8> = (0..inner * outputs).map(fill).collect();
            for input in [1u8, ZERO, 127] {
                let input: Vec<u8> =
                    (0..rows * inner).map(|i| if i % 3 == 2 { 127 } else { input }).collect();
                let answer = |kernel: Kernel| {
                    let matrix = Matrix::new(kernel, inner, &weights, &scale, &bias);
                    let mut out = vec![0.0; rows * matrix.columns()];
                    matrix.multiply(kernel, rows, &input, &mut out);
                    out
                };
                let right = weights.chunks_exact(inner).map(|weights| {
                    let products =
                        weights.iter().zip(&input).map(|(&w, &x)| i32::from(w) * (i32::from(x) - 64));
                    products.sum::<i32>() as f32
                });
                let right: Vec<f32> = right.collect();
                for kernel in Kernel::available() {
                    assert_eq!(answer(kernel)[..outputs], right, "{}", kernel.name());
                }
            }
        }
    }
}
