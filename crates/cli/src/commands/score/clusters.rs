//! MUC, B-cubed and CEAF-e of clusterings, and their mean, the CoNLL F1 (Pradhan et al. 2014).
//!
//! Mentions are numbers; a mention that one side has and the other lacks counts against the side it is missing from,
//! and singletons are kept. Sums run over all documents before they are divided, as in the reference scorer.

use std::collections::BTreeMap;

/// A clustering: every mention in one cluster.
pub(super) type Clusters = Vec<Vec<u32>>;

/// Numerators and denominators of the three measures, recall first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sums {
    muc: [Share; 2],
    b_cubed: [Share; 2],
    ceaf_e: [Share; 2],
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Share {
    of: f64,
    all: f64,
}

impl Share {
    fn add(&mut self, of: f64, all: f64) {
        self.of += of;
        self.all += all;
    }
    fn value(self) -> f64 {
        if self.all == 0.0 { 0.0 } else { self.of / self.all }
    }
}

fn f1([recall, precision]: [Share; 2]) -> f64 {
    let (r, p) = (recall.value(), precision.value());
    if r + p == 0.0 { 0.0 } else { 2.0 * r * p / (r + p) }
}

impl Sums {
    /// Adds a document.
    pub(super) fn add(&mut self, key: &[Vec<u32>], response: &[Vec<u32>]) {
        let (in_key, in_response) = (index(key), index(response));
        for (side, (clusters, other)) in [(key, &in_response), (response, &in_key)].into_iter().enumerate() {
            for cluster in clusters {
                let (links, all) = muc(cluster, other);
                self.muc[side].add(links, all);
            }
        }
        for (side, (clusters, other, index)) in
            [(key, response, &in_response), (response, key, &in_key)].into_iter().enumerate()
        {
            for cluster in clusters {
                self.b_cubed[side].add(b_cubed(cluster, other, index), cluster.len() as f64);
            }
        }
        let similar = aligned(key, response, &in_response);
        self.ceaf_e[0].add(similar, key.len() as f64);
        self.ceaf_e[1].add(similar, response.len() as f64);
    }
    pub(super) fn muc_f1(&self) -> f64 {
        f1(self.muc)
    }
    pub(super) fn b_cubed_f1(&self) -> f64 {
        f1(self.b_cubed)
    }
    pub(super) fn ceaf_e_f1(&self) -> f64 {
        f1(self.ceaf_e)
    }
    /// The mean of the three.
    pub(super) fn conll_f1(&self) -> f64 {
        (self.muc_f1() + self.b_cubed_f1() + self.ceaf_e_f1()) / 3.0
    }
}

/// The cluster that each mention is in.
fn index(clusters: &[Vec<u32>]) -> BTreeMap<u32, usize> {
    clusters.iter().enumerate().flat_map(|(at, cluster)| cluster.iter().map(move |m| (*m, at))).collect()
}

/// Links of a cluster that the other side has, and all its links.
fn muc(cluster: &[u32], other: &BTreeMap<u32, usize>) -> (f64, f64) {
    let mut parts: Vec<Option<usize>> = cluster.iter().map(|m| other.get(m).copied()).collect();
    let missing = parts.iter().filter(|p| p.is_none()).count();
    parts.retain(Option::is_some);
    parts.sort_unstable();
    parts.dedup();
    let pieces = parts.len() + missing;
    ((cluster.len() - pieces) as f64, (cluster.len() - 1) as f64)
}

/// Of every mention the share of its cluster that its cluster on the other side holds, added up.
fn b_cubed(cluster: &[u32], other: &[Vec<u32>], index: &BTreeMap<u32, usize>) -> f64 {
    let shared = |mention: &u32| {
        let there = index.get(mention).map(|at| &other[*at]);
        there.map_or(0, |there| cluster.iter().filter(|m| there.contains(m)).count())
    };
    cluster.iter().map(|m| shared(m) as f64).sum::<f64>() / cluster.len() as f64
}

/// The best one-to-one alignment of clusters by phi4, and what it is worth.
fn aligned(key: &[Vec<u32>], response: &[Vec<u32>], in_response: &BTreeMap<u32, usize>) -> f64 {
    if key.is_empty() || response.is_empty() {
        return 0.0;
    }
    let (rows, columns) = (key.len().min(response.len()), key.len().max(response.len()));
    let mut cost = vec![vec![0.0; columns]; rows];
    for (k, cluster) in key.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for mention in cluster {
            if let Some(r) = in_response.get(mention) {
                *shared.entry(*r).or_default() += 1;
            }
        }
        for (r, count) in shared {
            let phi = 2.0 * count as f64 / (cluster.len() + response[r].len()) as f64;
            let (row, column) = if key.len() <= response.len() { (k, r) } else { (r, k) };
            cost[row][column] = -phi;
        }
    }
    -assignment(&cost)
}

/// The least cost of giving every row a column of its own (Kuhn and Munkres); there are no more rows than columns.
fn assignment(cost: &[Vec<f64>]) -> f64 {
    let (rows, columns) = (cost.len(), cost[0].len());
    let (mut u, mut v) = (vec![0.0; rows + 1], vec![0.0; columns + 1]);
    let (mut row_of, mut way) = (vec![0usize; columns + 1], vec![0usize; columns + 1]);
    for row in 1..=rows {
        row_of[0] = row;
        let mut column = 0;
        let mut least = vec![f64::INFINITY; columns + 1];
        let mut used = vec![false; columns + 1];
        loop {
            used[column] = true;
            let here = row_of[column];
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for c in 1..=columns {
                if used[c] {
                    continue;
                }
                let reduced = cost[here - 1][c - 1] - u[here] - v[c];
                if reduced < least[c] {
                    (least[c], way[c]) = (reduced, column);
                }
                if least[c] < delta {
                    (delta, next) = (least[c], c);
                }
            }
            for c in 0..=columns {
                if used[c] {
                    u[row_of[c]] += delta;
                    v[c] -= delta;
                } else {
                    least[c] -= delta;
                }
            }
            column = next;
            if row_of[column] == 0 {
                break;
            }
        }
        while column != 0 {
            let before = way[column];
            row_of[column] = row_of[before];
            column = before;
        }
    }
    (1..=columns).filter(|c| row_of[*c] != 0).map(|c| cost[row_of[c] - 1][c - 1]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(key: &[&[u32]], response: &[&[u32]]) -> Sums {
        let own = |clusters: &[&[u32]]| clusters.iter().map(|c| c.to_vec()).collect::<Clusters>();
        let mut sums = Sums::default();
        sums.add(&own(key), &own(response));
        sums
    }
    #[track_caller]
    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }

    #[test]
    fn the_same_clusters_score_one() {
        let same = sums(&[&[1, 2, 3], &[4]], &[&[4], &[3, 2, 1]]);
        near(same.muc_f1(), 1.0);
        near(same.b_cubed_f1(), 1.0);
        near(same.ceaf_e_f1(), 1.0);
        near(same.conll_f1(), 1.0);
    }

    #[test]
    fn nothing_found_scores_nought() {
        near(sums(&[&[1, 2]], &[]).conll_f1(), 0.0);
        near(sums(&[], &[&[1, 2]]).conll_f1(), 0.0);
    }

    /// The example of the CoNLL papers: key {a b c} {d e f g}, response {a b} {c d} {f g h i}.
    #[test]
    fn the_worked_example_of_the_reference_scorer() {
        let example = sums(&[&[1, 2, 3], &[4, 5, 6, 7]], &[&[1, 2], &[3, 4], &[6, 7, 8, 9]]);
        // MUC: recall (1 + 1) / (2 + 3), precision (1 + 0 + 1) / (1 + 1 + 3).
        near(example.muc[0].value(), 2.0 / 5.0);
        near(example.muc[1].value(), 2.0 / 5.0);
        near(example.muc_f1(), 0.4);
        // B-cubed: recall (2/3 + 2/3 + 1/3 + 1/4 + 0 + 2/4 + 2/4) / 7, precision (1 + 1 + 1/2 + 1/2 + 2/4 + 2/4) / 8.
        near(example.b_cubed[0].value(), (5.0 / 3.0 + 1.25) / 7.0);
        near(example.b_cubed[1].value(), 4.0 / 8.0);
        // CEAF-e: phi4 of {1 2 3}~{1 2} is 0.8, of {4 5 6 7}~{6 7 8 9} 0.5.
        near(example.ceaf_e[0].value(), 1.3 / 2.0);
        near(example.ceaf_e[1].value(), 1.3 / 3.0);
    }

    #[test]
    fn singletons_count_for_b_cubed_and_ceaf_but_hold_no_link() {
        let single = sums(&[&[1], &[2]], &[&[1], &[2]]);
        near(single.muc_f1(), 0.0);
        near(single.b_cubed_f1(), 1.0);
        near(single.ceaf_e_f1(), 1.0);
    }

    #[test]
    fn one_cluster_of_all_is_paid_for_in_precision() {
        let lumped = sums(&[&[1, 2], &[3, 4]], &[&[1, 2, 3, 4]]);
        near(lumped.muc[0].value(), 1.0);
        near(lumped.muc[1].value(), 2.0 / 3.0);
        near(lumped.b_cubed[0].value(), 1.0);
        near(lumped.b_cubed[1].value(), 0.5);
        near(lumped.ceaf_e[0].value(), (4.0 / 6.0) / 2.0);
        near(lumped.ceaf_e[1].value(), 4.0 / 6.0);
    }

    #[test]
    fn a_tie_is_aligned_once() {
        // Both response clusters are as like the key's one; it is given to one of them.
        let tied = sums(&[&[1, 2]], &[&[1], &[2]]);
        near(tied.ceaf_e[0].value(), 2.0 / 3.0);
        near(tied.ceaf_e[1].value(), 1.0 / 3.0);
    }

    #[test]
    fn the_assignment_is_the_best_and_not_the_greedy_one() {
        // Greedy takes 10 and is left with 1; the best is 9 + 8.
        near(assignment(&[vec![-10.0, -9.0], vec![-8.0, -1.0]]), -17.0);
        near(assignment(&[vec![-1.0, -5.0, -3.0]]), -5.0);
    }

    #[test]
    fn documents_are_summed_before_they_are_divided() {
        let mut both = Sums::default();
        both.add(&[vec![1, 2]], &[vec![1, 2]]);
        both.add(&[vec![1, 2, 3]], &[vec![1], vec![2], vec![3]]);
        near(both.muc[0].value(), 1.0 / 3.0);
    }
}
