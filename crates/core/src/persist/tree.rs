//! The tree below every persistent map and set: a B+ tree of items of any type, ordered by whoever calls.
//!
//! It knows nothing of keys and values, so that there is one copy of its code, however many types of maps there are.

use std::any::Any;
use std::cmp::Ordering;
use std::sync::Arc;

/// What a tree holds: an entry of a map, shared by all trees that have it.
pub type Item = Arc<dyn Any + Send + Sync>;

/// How an item compares to what is looked for.
pub type Order<'a> = &'a dyn Fn(&Item) -> Ordering;

/// How two items compare.
pub type Compare = fn(&Item, &Item) -> Ordering;

/// How many items or children a node has at most.
const WIDTH: usize = 32;
/// With fewer than this, a node joins a neighbour that has room for it.
const NARROW: usize = WIDTH / 4;

#[derive(Clone, Debug)]
enum Node {
    Leaf(Vec<Item>),
    Branch(Vec<Child>),
}

/// A node below a branch.
#[derive(Clone, Debug)]
struct Child {
    /// Not above any of its items, and above all items of the children before it. That of a branch's first child
    /// is never looked at: whatever is below the second child belongs there.
    least: Item,
    /// How many items are below it.
    len: usize,
    node: Arc<Node>,
}

/// Items in order. Copies share all nodes that have not changed since.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    root: Option<Arc<Node>>,
    len: usize,
}

/// What an insertion came to.
enum Inserted {
    /// It took the place of this one.
    Instead(Item),
    /// It was added.
    Added,
    /// It was added, and the node was split: this is the new right half.
    Split(Child),
}

impl Tree {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The item that compares as equal.
    pub fn get(&self, order: Order) -> Option<&Item> {
        let mut node = self.root.as_deref()?;
        loop {
            match node {
                Node::Leaf(items) => return items.get(items.binary_search_by(order).ok()?),
                Node::Branch(children) => node = &children[child_for(children, order)].node,
            }
        }
    }

    /// The item that compares as equal, to change. Other trees that share it keep theirs only if the caller puts
    /// another in its place.
    pub fn get_mut(&mut self, order: Order) -> Option<&mut Item> {
        let mut node = self.root.as_mut()?;
        loop {
            match Arc::make_mut(node) {
                Node::Leaf(items) => {
                    let at = items.binary_search_by(order).ok()?;
                    return items.get_mut(at);
                }
                Node::Branch(children) => {
                    let at = child_for(children, order);
                    node = &mut children[at].node;
                }
            }
        }
    }

    /// Puts an item in its place. Returns the one that was there.
    pub fn insert(&mut self, compare: Compare, item: Item) -> Option<Item> {
        let Some(root) = &mut self.root else {
            self.root = Some(Arc::new(Node::Leaf(vec![item])));
            self.len = 1;
            return None;
        };
        match insert(root, compare, item) {
            Inserted::Instead(old) => return Some(old),
            Inserted::Added => {}
            Inserted::Split(right) => {
                let left =
                    Child { least: right.least.clone(), len: self.len + 1 - right.len, node: root.clone() };
                self.root = Some(Arc::new(Node::Branch(vec![left, right])));
            }
        }
        self.len += 1;
        None
    }

    /// Takes out the item that compares as equal.
    pub fn remove(&mut self, order: Order) -> Option<Item> {
        let root = self.root.as_mut()?;
        let item = remove(root, order)?;
        self.len -= 1;
        if self.len == 0 {
            self.root = None;
        } else if let Node::Branch(children) = &**root
            && let [only] = children.as_slice()
        {
            self.root = Some(only.node.clone());
        }
        Some(item)
    }

    /// How many items come before: those that compare as less.
    pub fn rank(&self, order: Order) -> usize {
        let Some(mut node) = self.root.as_deref() else { return 0 };
        let mut rank = 0;
        loop {
            match node {
                Node::Leaf(items) => return rank + items.partition_point(|item| order(item).is_lt()),
                Node::Branch(children) => {
                    let above = children[1..].partition_point(|child| order(&child.least).is_lt());
                    rank += children[..above].iter().map(|child| child.len).sum::<usize>();
                    node = &children[above].node;
                }
            }
        }
    }

    /// The items from one place to another.
    pub fn between(&self, from: usize, to: usize) -> Between<'_> {
        Between { tree: self, from, to: to.max(from), front: &[], back: &[] }
    }

    /// The leaf that has the item of a place, and that item's place in the leaf.
    fn leaf(&self, mut place: usize) -> Option<(&[Item], usize)> {
        let mut node = self.root.as_deref()?;
        loop {
            match node {
                Node::Leaf(items) => return Some((items, place)),
                Node::Branch(children) => {
                    let mut at = 0;
                    while place >= children.get(at)?.len {
                        place -= children[at].len;
                        at += 1;
                    }
                    node = &children[at].node;
                }
            }
        }
    }
}

/// The child that has what is looked for, if any has.
fn child_for(children: &[Child], order: Order) -> usize {
    children[1..].partition_point(|child| order(&child.least).is_le())
}

fn insert(node: &mut Arc<Node>, compare: Compare, item: Item) -> Inserted {
    match Arc::make_mut(node) {
        Node::Leaf(items) => match items.binary_search_by(|known| compare(known, &item)) {
            Ok(at) => Inserted::Instead(std::mem::replace(&mut items[at], item)),
            Err(at) => {
                items.insert(at, item);
                split(items, at).map_or(Inserted::Added, |right| {
                    Inserted::Split(Child {
                        least: right[0].clone(),
                        len: right.len(),
                        node: Arc::new(Node::Leaf(right)),
                    })
                })
            }
        },
        Node::Branch(children) => insert_below(children, compare, item),
    }
}

fn insert_below(children: &mut Vec<Child>, compare: Compare, item: Item) -> Inserted {
    let at = child_for(children, &|known| compare(known, &item));
    let child = &mut children[at];
    match insert(&mut child.node, compare, item) {
        Inserted::Instead(old) => return Inserted::Instead(old),
        Inserted::Added => child.len += 1,
        Inserted::Split(right) => {
            child.len = child.len + 1 - right.len;
            children.insert(at + 1, right);
        }
    }
    split(children, at + 1).map_or(Inserted::Added, |right| {
        let len = right.iter().map(|child| child.len).sum();
        Inserted::Split(Child { least: right[0].least.clone(), len, node: Arc::new(Node::Branch(right)) })
    })
}

/// Splits what has become too wide, after an insertion at a place. Where it grew at its end it probably goes on growing
/// there, and what is before stays full.
fn split<T>(all: &mut Vec<T>, grown_at: usize) -> Option<Vec<T>> {
    if all.len() <= WIDTH {
        return None;
    }
    let at = if grown_at + 1 == all.len() { WIDTH } else { WIDTH / 2 };
    Some(all.split_off(at))
}

fn remove(node: &mut Arc<Node>, order: Order) -> Option<Item> {
    match Arc::make_mut(node) {
        Node::Leaf(items) => {
            let at = items.binary_search_by(order).ok()?;
            Some(items.remove(at))
        }
        Node::Branch(children) => {
            let at = child_for(children, order);
            let child = &mut children[at];
            let item = remove(&mut child.node, order)?;
            child.len -= 1;
            if child.len == 0 {
                children.remove(at);
            } else if child.node.width() < NARROW {
                join(children, at);
            }
            Some(item)
        }
    }
}

/// Joins a narrow child with a neighbour, if they fit into one node.
fn join(children: &mut Vec<Child>, at: usize) {
    let left = at.saturating_sub(1);
    let Some([one, other]) = children.get(left..left + 2) else { return };
    if one.node.width() + other.node.width() > WIDTH {
        return;
    }
    let right = children.remove(left + 1);
    let one = &mut children[left];
    one.len += right.len;
    match (Arc::make_mut(&mut one.node), Arc::unwrap_or_clone(right.node)) {
        (Node::Leaf(items), Node::Leaf(more)) => items.extend(more),
        (Node::Branch(children), Node::Branch(mut more)) => {
            if let Some(first) = more.first_mut() {
                first.least = right.least;
            }
            children.extend(more);
        }
        (Node::Leaf(_), Node::Branch(_)) | (Node::Branch(_), Node::Leaf(_)) => {
            unreachable!("all leaves are equally deep")
        }
    }
}

impl Node {
    fn width(&self) -> usize {
        match self {
            Node::Leaf(items) => items.len(),
            Node::Branch(children) => children.len(),
        }
    }
}

/// Items in order, from either end.
#[derive(Clone, Debug)]
pub struct Between<'a> {
    tree: &'a Tree,
    from: usize,
    to: usize,
    /// What is left of the leaf that `from` is in, as far as it was looked at.
    front: &'a [Item],
    /// What is left of the leaf that `to` is in.
    back: &'a [Item],
}

impl<'a> Between<'a> {
    /// How many are left.
    pub fn len(&self) -> usize {
        self.to - self.from
    }

    /// The next from the front.
    pub fn next(&mut self) -> Option<&'a Item> {
        if self.from >= self.to {
            return None;
        }
        if self.front.is_empty() {
            let (leaf, at) = self.tree.leaf(self.from)?;
            self.front = leaf.get(at..)?;
        }
        let (item, rest) = self.front.split_first()?;
        self.front = rest;
        self.from += 1;
        Some(item)
    }

    /// The next from the back.
    pub fn next_back(&mut self) -> Option<&'a Item> {
        if self.from >= self.to {
            return None;
        }
        if self.back.is_empty() {
            let (leaf, at) = self.tree.leaf(self.to - 1)?;
            self.back = leaf.get(..=at)?;
        }
        let (item, rest) = self.back.split_last()?;
        self.back = rest;
        self.to -= 1;
        Some(item)
    }
}
