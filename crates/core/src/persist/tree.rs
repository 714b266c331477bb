//! The tree below every persistent map and set: a B+ tree of items of any type, ordered by their place, a number, and
//! where that is the same by whoever calls.
//!
//! It knows nothing of keys and values, so that there is one copy of its code, however many types of maps there are. The
//! places stand in the nodes themselves, side by side: finding an item looks at them, and at that item alone.

mod row;

use row::{Row, WIDTH};
use std::any::Any;
use std::cmp::Ordering;
use std::sync::Arc;

/// What a tree holds: an entry of a map, shared by all trees that have it.
pub type Item = Arc<dyn Any + Send + Sync>;

/// How two items of one place compare.
pub type Compare = fn(&Item, &Item) -> Ordering;

/// With fewer than this, a node joins a neighbour that has room for it.
const NARROW: usize = WIDTH / 4;

/// What is looked for.
#[derive(Clone, Copy)]
pub struct Sought<'a> {
    /// Its place.
    pub place: u64,
    /// How an item of that place compares to it.
    pub order: &'a dyn Fn(&Item) -> Ordering,
}

#[derive(Clone, Debug)]
enum Node {
    Leaf(Row<Item>),
    /// The place of a child is not above any of its items', and not below any of the children before it.
    Branch(Row<Child>),
}

/// A node below a branch.
#[derive(Clone, Debug)]
struct Child {
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
    /// It was added, and the node was split: this is the new right half, and its place.
    Split(u64, Child),
}

impl Tree {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The first item.
    pub fn first(&self) -> Option<&Item> {
        first(self.root.as_deref()?).map(|(_, item)| item)
    }

    /// The item that compares as equal.
    pub fn get(&self, sought: Sought) -> Option<&Item> {
        let mut node = self.root.as_deref()?;
        loop {
            match node {
                Node::Leaf(row) => return row.get(in_leaf(row, sought).ok()?),
                Node::Branch(row) => node = &row[child_for(row, sought)].node,
            }
        }
    }

    /// The item that compares as equal, to change. Other trees that share it keep theirs only if the caller puts
    /// another in its place.
    pub fn get_mut(&mut self, sought: Sought) -> Option<&mut Item> {
        let mut node = self.root.as_mut()?;
        loop {
            match Arc::make_mut(node) {
                Node::Leaf(row) => {
                    let at = in_leaf(row, sought).ok()?;
                    return row.get_mut(at);
                }
                Node::Branch(row) => {
                    let at = child_for(row, sought);
                    node = &mut row[at].node;
                }
            }
        }
    }

    /// Puts an item in its place. Returns the one that was there.
    pub fn insert(&mut self, compare: Compare, place: u64, item: Item) -> Option<Item> {
        let Some(root) = &mut self.root else {
            let mut row = Row::default();
            row.insert(0, place, item);
            (self.root, self.len) = (Some(Arc::new(Node::Leaf(row))), 1);
            return None;
        };
        self.len += 1;
        match insert(root, compare, place, item) {
            Inserted::Instead(old) => {
                self.len -= 1;
                return Some(old);
            }
            Inserted::Added => {}
            Inserted::Split(at, right) => {
                let left = Child { len: self.len - right.len, node: root.clone() };
                let mut row = Row::default();
                row.insert(0, 0, left);
                row.insert(1, at, right);
                self.root = Some(Arc::new(Node::Branch(row)));
            }
        }
        None
    }

    /// Takes out the item that compares as equal.
    pub fn remove(&mut self, sought: Sought) -> Option<Item> {
        let root = self.root.as_mut()?;
        let item = remove(root, sought)?;
        self.len -= 1;
        if let Node::Branch(row) = &**root
            && let [only] = &**row
        {
            self.root = Some(only.node.clone());
        }
        Some(item)
    }

    /// The items from here on: those that do not compare as less.
    pub fn from(&self, sought: Sought) -> Between<'_> {
        let mut between = self.all();
        let Some(mut node) = self.root.as_deref() else { return between };
        loop {
            match node {
                Node::Leaf(row) => {
                    let at = in_leaf(row, sought).unwrap_or_else(|at| at);
                    between.from += at;
                    between.front = &row[at..];
                    return between;
                }
                Node::Branch(row) => {
                    // Several items may compare as equal: the first of them may be the last one of a child.
                    let at = children_before(row, sought, Ordering::is_lt).saturating_sub(1);
                    between.from += row[..at].iter().map(|child| child.len).sum::<usize>();
                    node = &row[at].node;
                }
            }
        }
    }

    /// All items.
    pub fn all(&self) -> Between<'_> {
        Between { tree: self, from: 0, to: self.len, front: &[], back: &[] }
    }

    /// The leaf that has the item of a rank, and that item's index in the leaf.
    fn leaf(&self, mut rank: usize) -> Option<(&[Item], usize)> {
        let mut node = self.root.as_deref()?;
        loop {
            match node {
                Node::Leaf(row) => return Some((row, rank)),
                Node::Branch(row) => {
                    let mut at = 0;
                    while rank >= row.get(at)?.len {
                        rank -= row[at].len;
                        at += 1;
                    }
                    node = &row[at].node;
                }
            }
        }
    }
}

/// Where in a leaf the first item is that does not compare as less, and whether it compares as equal. Items are asked how
/// they compare only among those of the place that is looked for: most places are one item's alone.
fn in_leaf(row: &Row<Item>, sought: Sought) -> Result<usize, usize> {
    let (from, to) = row.at_place(sought.place);
    if to == from + 1 {
        return match (sought.order)(&row[from]) {
            Ordering::Less => Err(to),
            Ordering::Equal => Ok(from),
            Ordering::Greater => Err(from),
        };
    }
    let at = from + row[from..to].partition_point(|item| (sought.order)(item).is_lt());
    if at < to && (sought.order)(&row[at]).is_eq() { Ok(at) } else { Err(at) }
}

/// The child that has what is looked for, if any has: the last one that does not begin after it.
fn child_for(row: &Row<Child>, sought: Sought) -> usize {
    children_before(row, sought, Ordering::is_le).saturating_sub(1)
}

/// How many children begin before what is looked for, in a sense of before. Of those that begin at its place, their first
/// items tell.
fn children_before(row: &Row<Child>, sought: Sought, is_before: fn(Ordering) -> bool) -> usize {
    let (from, to) = row.at_place(sought.place);
    let begins_before = |child: &Child| match first(&child.node) {
        Some((place, item)) => is_before(place.cmp(&sought.place).then_with(|| (sought.order)(item))),
        None => true,
    };
    from + row[from..to].partition_point(begins_before)
}

/// The first item of a node, and its place.
fn first(mut node: &Node) -> Option<(u64, &Item)> {
    loop {
        match node {
            Node::Leaf(row) => return Some((row.place(0), row.first()?)),
            Node::Branch(row) => node = &row.first()?.node,
        }
    }
}

fn insert(node: &mut Arc<Node>, compare: Compare, place: u64, item: Item) -> Inserted {
    let order = |known: &Item| compare(known, &item);
    let sought = Sought { place, order: &order };
    match Arc::make_mut(node) {
        Node::Leaf(row) => match in_leaf(row, sought) {
            Ok(at) => Inserted::Instead(std::mem::replace(&mut row[at], item)),
            Err(at) => match row.insert(at, place, item) {
                None => Inserted::Added,
                Some(right) => {
                    let (place, len) = (right.place(0), right.len());
                    Inserted::Split(place, Child { len, node: Arc::new(Node::Leaf(right)) })
                }
            },
        },
        Node::Branch(row) => {
            let at = child_for(row, sought);
            insert_below(row, at, compare, place, item)
        }
    }
}

fn insert_below(row: &mut Row<Child>, at: usize, compare: Compare, place: u64, item: Item) -> Inserted {
    if at == 0 {
        row.begin_at(place);
    }
    let child = &mut row[at];
    child.len += 1;
    match insert(&mut child.node, compare, place, item) {
        Inserted::Instead(old) => {
            child.len -= 1;
            Inserted::Instead(old)
        }
        Inserted::Added => Inserted::Added,
        Inserted::Split(place, right) => {
            child.len -= right.len;
            match row.insert(at + 1, place, right) {
                None => Inserted::Added,
                Some(right) => {
                    let (place, len) = (right.place(0), right.iter().map(|child| child.len).sum());
                    Inserted::Split(place, Child { len, node: Arc::new(Node::Branch(right)) })
                }
            }
        }
    }
}

fn remove(node: &mut Arc<Node>, sought: Sought) -> Option<Item> {
    match Arc::make_mut(node) {
        Node::Leaf(row) => {
            let at = in_leaf(row, sought).ok()?;
            Some(row.remove(at))
        }
        Node::Branch(row) => {
            let at = child_for(row, sought);
            let several = row.len() > 1;
            let child = &mut row[at];
            let item = remove(&mut child.node, sought)?;
            child.len -= 1;
            if child.len == 0 && several {
                row.remove(at);
            } else if child.node.width() < NARROW {
                join(row, at);
            }
            Some(item)
        }
    }
}

/// Joins a narrow child with a neighbour, if they fit into one node.
fn join(row: &mut Row<Child>, at: usize) {
    let left = at.saturating_sub(1);
    let Some([one, other]) = row.get(left..left + 2) else { return };
    if one.node.width() + other.node.width() > WIDTH {
        return;
    }
    let place = row.place(left + 1);
    let right = row.remove(left + 1);
    let one = &mut row[left];
    one.len += right.len;
    match (Arc::make_mut(&mut one.node), Arc::unwrap_or_clone(right.node)) {
        (Node::Leaf(row), Node::Leaf(more)) => row.append(more.place(0), more),
        (Node::Branch(row), Node::Branch(more)) => row.append(place, more),
        (Node::Leaf(_), Node::Branch(_)) | (Node::Branch(_), Node::Leaf(_)) => {
            unreachable!("all leaves are equally deep")
        }
    }
}

/// Goes on in two trees to the first items that are not the same in both, which come next; none where a tree ends. Leaves
/// that both have at the same place are left out as a whole.
pub fn next_unshared<'a>(
    one: &mut Between<'a>,
    other: &mut Between<'a>,
) -> (Option<&'a Item>, Option<&'a Item>) {
    loop {
        let (ours, theirs) = (one.leaf(), other.leaf());
        if !ours.is_empty() && std::ptr::eq(ours, theirs) {
            one.skip(ours.len());
            other.skip(theirs.len());
            continue;
        }
        match (ours.first(), theirs.first()) {
            (Some(item), Some(same)) if Arc::ptr_eq(item, same) => {
                one.next();
                other.next();
            }
            next => return next,
        }
    }
}

impl Node {
    fn width(&self) -> usize {
        match self {
            Node::Leaf(row) => row.len(),
            Node::Branch(row) => row.len(),
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

    /// How many items of the tree come before.
    pub fn rank(&self) -> usize {
        self.from
    }

    /// Only those before a rank.
    pub fn until(self, rank: usize) -> Between<'a> {
        Between { to: rank.max(self.from), ..self }
    }

    /// What is left of the leaf that the next one from the front is in; nothing at the end.
    fn leaf(&mut self) -> &'a [Item] {
        if self.from >= self.to {
            return &[];
        }
        if self.front.is_empty()
            && let Some((leaf, at)) = self.tree.leaf(self.from)
        {
            self.front = leaf.get(at..).unwrap_or_default();
        }
        self.front
    }

    /// Leaves out so many of what is left of that leaf.
    fn skip(&mut self, count: usize) {
        self.front = self.front.get(count..).unwrap_or_default();
        self.from += count;
    }

    /// The next from the front.
    pub fn next(&mut self) -> Option<&'a Item> {
        let item = self.leaf().first()?;
        self.skip(1);
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
