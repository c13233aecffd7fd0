//! From scores of heads to a tree with one root.

use super::kernels::FORBIDDEN;

/// Whether heads counted from 1 (0 the root) form a tree whose root has one child.
pub fn is_tree(heads: &[u32], visited: &mut Vec<u32>) -> bool {
    if heads.iter().filter(|&&head| head == 0).count() != 1 {
        return false;
    }
    // `visited[word]` is the walk that first passed it; meeting one's own walk again is a cycle.
    visited.clear();
    visited.resize(heads.len() + 1, 0);
    visited[0] = u32::MAX;
    for walk in 1..=heads.len() {
        let mut word = walk;
        while visited[word] == 0 {
            visited[word] = walk as u32;
            word = heads[word - 1] as usize;
        }
        if visited[word] == walk as u32 {
            return false;
        }
    }
    true
}

/// Makes the best tree with one root: Chu, Liu and Edmonds. `scores` has a row of `stride` for each word,
/// the root in column 0.
pub fn best_tree(scores: &[f32], stride: usize, heads: &mut [u32]) {
    let size = heads.len() + 1;
    // Every arc from the root costs more than any other choice can win back, so that there is just one.
    const ROOT_COST: f64 = 1e6;
    let mut graph = Graph { size, scores: vec![f64::from(FORBIDDEN); size * size] };
    for word in 1..size {
        for head in 0..size {
            if head != word {
                let cost = if head == 0 { ROOT_COST } else { 0.0 };
                graph.scores[word * size + head] = f64::from(scores[(word - 1) * stride + head]) - cost;
            }
        }
    }
    for (head, found) in heads.iter_mut().zip(&graph.solve()[1..]) {
        *head = *found as u32;
    }
}

/// Scores of heads, one row for each node; node 0 is the root and its own row is not looked at.
struct Graph {
    size: usize,
    scores: Vec<f64>,
}

impl Graph {
    fn score(&self, node: usize, head: usize) -> f64 {
        self.scores[node * self.size + head]
    }

    /// The head of every node in the best tree; the root's own is 0.
    fn solve(&self) -> Vec<usize> {
        let mut heads = self.greedy();
        let Some(cycle) = self.cycle(&heads) else { return heads };
        let contraction = self.contract(&heads, &cycle);
        let inner = contraction.graph.solve();
        let made = contraction.outside.len();
        for (index, &node) in contraction.outside.iter().enumerate().skip(1) {
            let head = inner[index];
            heads[node] = if head == made { contraction.leaves[index] } else { contraction.outside[head] };
        }
        let entered_from = inner[made];
        heads[contraction.enters[entered_from]] = contraction.outside[entered_from];
        heads
    }

    fn greedy(&self) -> Vec<usize> {
        let best = |node| {
            (1..self.size).fold(0, |best, head| {
                if head != node && self.score(node, head) > self.score(node, best) { head } else { best }
            })
        };
        (0..self.size).map(|node| if node == 0 { 0 } else { best(node) }).collect()
    }

    fn cycle(&self, heads: &[usize]) -> Option<Vec<usize>> {
        let mut walk_of = vec![0; self.size];
        for walk in 1..self.size {
            let mut node = walk;
            while node != 0 && walk_of[node] == 0 {
                walk_of[node] = walk;
                node = heads[node];
            }
            if node != 0 && walk_of[node] == walk {
                let mut cycle = vec![node];
                let mut next = heads[node];
                while next != node {
                    cycle.push(next);
                    next = heads[next];
                }
                return Some(cycle);
            }
        }
        None
    }

    /// The graph with the cycle made one node, which becomes the last.
    fn contract(&self, heads: &[usize], cycle: &[usize]) -> Contraction {
        let mut inside = vec![false; self.size];
        for &node in cycle {
            inside[node] = true;
        }
        let outside: Vec<usize> = (0..self.size).filter(|&node| !inside[node]).collect();
        let made = outside.len();
        let size = made + 1;
        let mut scores = vec![f64::from(FORBIDDEN); size * size];
        let (mut enters, mut leaves) = (vec![0; made], vec![0; made]);
        for (a, &node) in outside.iter().enumerate() {
            for (b, &head) in outside.iter().enumerate() {
                scores[a * size + b] = self.score(node, head);
            }
            let gain = |member: usize| self.score(member, node) - self.score(member, heads[member]);
            let enter = best_of(cycle, gain);
            scores[made * size + a] = gain(enter);
            enters[a] = enter;
            let leave = best_of(cycle, |member| self.score(node, member));
            scores[a * size + made] = self.score(node, leave);
            leaves[a] = leave;
        }
        Contraction { graph: Graph { size, scores }, outside, enters, leaves }
    }
}

struct Contraction {
    graph: Graph,
    /// Nodes that are not in the cycle, by their new number.
    outside: Vec<usize>,
    /// For each, the member of the cycle that it would best govern.
    enters: Vec<usize>,
    /// For each, the member of the cycle that would best govern it.
    leaves: Vec<usize>,
}

fn best_of(nodes: &[usize], value: impl Fn(usize) -> f64) -> usize {
    nodes.iter().copied().fold(nodes[0], |best, node| if value(node) > value(best) { node } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::random::Random;

    fn tree(heads: &[u32]) -> bool {
        is_tree(heads, &mut Vec::new())
    }

    #[test]
    fn trees_are_told_from_cycles_and_from_two_roots() {
        assert!(tree(&[2, 0, 2]));
        assert!(tree(&[0]));
        assert!(!tree(&[2, 1, 0]));
        assert!(!tree(&[0, 0]));
        assert!(!tree(&[1, 0]));
    }

    /// Tries every assignment of heads.
    fn by_trying_all(scores: &[f32], n: usize) -> f32 {
        let mut best = f32::MIN;
        for code in 0..(n + 1).pow(n as u32) {
            let heads: Vec<u32> = (0..n).map(|i| (code / (n + 1).pow(i as u32) % (n + 1)) as u32).collect();
            if tree(&heads) {
                best = best.max(total(scores, n, &heads));
            }
        }
        best
    }

    fn total(scores: &[f32], n: usize, heads: &[u32]) -> f32 {
        heads.iter().enumerate().map(|(i, &head)| scores[i * (n + 1) + head as usize]).sum()
    }

    #[test]
    fn the_tree_found_is_the_best_there_is() {
        let mut random = Random::new(3);
        for n in 1..=5 {
            for _ in 0..40 {
                let scores: Vec<f32> = (0..n * (n + 1)).map(|_| random.normal() * 3.0).collect();
                let mut heads = vec![0; n];
                best_tree(&scores, n + 1, &mut heads);
                assert!(tree(&heads), "{heads:?}");
                let (found, best) = (total(&scores, n, &heads), by_trying_all(&scores, n));
                assert!((found - best).abs() < 1e-3, "{n} words: {found} where {best} is possible");
            }
        }
    }
}
