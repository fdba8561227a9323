-- | The motion of bodies that attract each other, after Barnes and Hut: what is far away counts as one body.
module BarnesHut (Body, step) where

import Control.Parallel.Strategies (parMap, rseq)
import Data.List (foldl')
import Data.Vector.Unboxed (Vector)
import qualified Data.Vector.Unboxed as V
import Pieces (mapPieces)

-- | Where it is, how it moves, and its mass.
type Body = (Double, Double, Double, Double, Double)

-- | Side, mass, where its middle is, and what it consists of.
data Tree = Tree !Double !Double !Double !Double [Tree]

step :: Double -> Vector Body -> Vector Body
step time bodies = V.concat (mapPieces (V.map move) bodies)
  where
    tree = grow 0 (0, 0, 1) (V.toList bodies)
    move (x, y, vx, vy, m) = (x + time * vx', y + time * vy', vx', vy', m)
      where
        (ax, ay) = pull x y (0, 0) tree
        (vx', vy') = (vx + time * ax, vy + time * ay)

-- | The tree of the bodies in a square; squares within squares are for different processors while they are large.
grow :: Int -> (Double, Double, Double) -> [Body] -> Tree
grow depth (left, low, side) bodies = case bodies of
    [(x, y, _, _, m)] -> Tree 0 m x y []
    _ -> Tree side mass (weighted (\(x, _, _, _, _) -> x)) (weighted (\(_, y, _, _, _) -> y)) quarters
  where
    mass = foldl' (\s (_, _, _, _, m) -> s + m) 0 bodies
    weighted part = foldl' (\s body@(_, _, _, _, m) -> s + m * part body) 0 bodies / mass
    quarters
        | depth < 2 = parMap rseq id trees
        | otherwise = foldr seq () trees `seq` trees
    trees = [grow (depth + 1) square inside | (square, inside@(_ : _)) <- squares]
    half = side / 2
    (middle, centre) = (left + half, low + half)
    squares =
        [ ((left, low, half), [b | b@(x, y, _, _, _) <- bodies, x < middle, y < centre])
        , ((middle, low, half), [b | b@(x, y, _, _, _) <- bodies, x >= middle, y < centre])
        , ((left, centre, half), [b | b@(x, y, _, _, _) <- bodies, x < middle, y >= centre])
        , ((middle, centre, half), [b | b@(x, y, _, _, _) <- bodies, x >= middle, y >= centre])
        ]

pull :: Double -> Double -> (Double, Double) -> Tree -> (Double, Double)
pull x y (ax, ay) (Tree side mass cx cy parts)
    | null parts || side * side < 0.25 * square = ax' `seq` ay' `seq` (ax', ay')
    | otherwise = foldl' (pull x y) (ax, ay) parts
  where
    (dx, dy) = (cx - x, cy - y)
    square = dx * dx + dy * dy
    softened = square + 0.0001
    strength = mass / (softened * sqrt softened)
    (ax', ay') = (ax + strength * dx, ay + strength * dy)
