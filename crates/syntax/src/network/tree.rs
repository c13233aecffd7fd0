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

/// A cycle that was made one node, which goes on in the place of its first member.
struct Contraction {
    cycle: Vec<usize>,
    /// The head of each member within the cycle.
    heads: Vec<usize>,
    /// For each node outside, the member that it would best govern, and the member that would best govern it.
    outside: Vec<(usize, usize, usize)>,
}

impl Graph {
    fn score(&self, node: usize, head: usize) -> f64 {
        self.scores[node * self.size + head]
    }

    /// The head of every node in the best tree; the root's own is 0.
    ///
    /// Cycles are contracted one after another in one matrix, each in as many steps as it has members times the nodes that are
    /// left: a sentence whose words all pull at each other costs no more than any other of its length squared.
    fn solve(mut self) -> Vec<usize> {
        let mut alive: Vec<usize> = (0..self.size).collect();
        let mut heads = vec![0; self.size];
        for &node in &alive[1..] {
            heads[node] = self.best(node, &alive);
        }
        let mut contractions = vec![];
        while let Some(cycle) = cycle(&heads, &alive) {
            let contraction = self.contract(&mut heads, cycle, &mut alive);
            contractions.push(contraction);
        }
        for contraction in contractions.iter().rev() {
            let made = contraction.cycle[0];
            let from = heads[made];
            for (&node, &head) in contraction.cycle.iter().zip(&contraction.heads) {
                heads[node] = head;
            }
            for &(node, enters, leaves) in &contraction.outside {
                if node != 0 && heads[node] == made {
                    heads[node] = leaves;
                }
                if node == from {
                    heads[enters] = from;
                }
            }
        }
        heads
    }

    /// The best head of a node among those that are left; of equals the first.
    fn best(&self, node: usize, alive: &[usize]) -> usize {
        alive[1..].iter().fold(0, |best, &head| {
            if head != node && self.score(node, head) > self.score(node, best) { head } else { best }
        })
    }

    /// Makes a cycle one node.
    fn contract(&mut self, heads: &mut [usize], cycle: Vec<usize>, alive: &mut Vec<usize>) -> Contraction {
        alive.retain(|node| !cycle.contains(node));
        let made = cycle[0];
        let mut outside = Vec::with_capacity(alive.len());
        for &node in &*alive {
            let gain = |member: usize| self.score(member, node) - self.score(member, heads[member]);
            let enters = best_of(&cycle, gain);
            let leaves = best_of(&cycle, |member| self.score(node, member));
            outside.push((node, enters, leaves, gain(enters), self.score(node, leaves)));
        }
        let inner = cycle.iter().map(|&member| heads[member]).collect();
        for &(node, _, _, in_, out) in &outside {
            self.scores[made * self.size + node] = in_;
            self.scores[node * self.size + made] = out;
            // The best head of before is now part of the node that was made.
            if node != 0 && cycle.contains(&heads[node]) {
                heads[node] = made;
            }
        }
        heads[made] = self.best(made, alive);
        alive.push(made);
        let outside = outside.into_iter().map(|(node, enters, leaves, ..)| (node, enters, leaves)).collect();
        Contraction { cycle, heads: inner, outside }
    }
}

/// The first cycle that walks from node to head run into.
fn cycle(heads: &[usize], alive: &[usize]) -> Option<Vec<usize>> {
    let mut walk_of = vec![0; heads.len()];
    for (walk, &start) in alive.iter().enumerate().skip(1) {
        let mut node = start;
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
    fn a_sentence_whose_words_all_pull_at_each_other_takes_no_time() {
        // Two by two, then pairs by pairs: every contraction makes a new cycle.
        let n = 400;
        let near = |word: usize, head: usize| -((word ^ head) as f32);
        let row = |word: usize| (0..=n).map(move |head| if head == 0 { 0.0 } else { near(word, head) });
        let scores: Vec<f32> = (1..=n).flat_map(row).collect();
        let mut heads = vec![0; n];
        let begun = std::time::Instant::now();
        best_tree(&scores, n + 1, &mut heads);
        assert!(tree(&heads));
        assert!(begun.elapsed().as_secs() < 2, "{:?}", begun.elapsed());
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
