-- | Quickhull: the corners of the convex hull of points in the plane, counter-clockwise from the leftmost.
module Quickhull (Point, quickhull) where

import Control.Parallel.Strategies (rpar, rseq, runEval)
import Data.Vector.Unboxed (Vector)
import qualified Data.Vector.Unboxed as V
import Pieces (filterP, mapPieces)

type Point = (Int, Int)

quickhull :: Vector Point -> [Point]
quickhull points = runEval $ do
    upper <- rpar (forced (side points right left))
    lower <- rseq (forced (side points left right))
    upper' <- rseq upper
    pure (lower ++ upper')
  where
    left = minimum (mapPieces V.minimum points)
    right = maximum (mapPieces V.maximum points)

-- | The corners from one on the hull to another, without that, among the points to the right of the line between them.
side :: Vector Point -> Point -> Point -> [Point]
side points a b
    | V.null outside = [a]
    | V.length outside < 4096 = side outside a far ++ side outside far b
    | otherwise = runEval $ do
        first <- rpar (forced (side outside a far))
        second <- rseq (forced (side outside far b))
        first' <- rseq first
        pure (first' ++ second)
  where
    outside = filterP (\p -> distance a b p > 0) points
    far = V.maximumBy (\p q -> compare (distance a b p, p) (distance a b q, q)) outside

-- | How far a point is to the right of a line, in some measure.
distance :: Point -> Point -> Point -> Int
distance (ax, ay) (bx, by) (x, y) = (x - ax) * (by - ay) - (y - ay) * (bx - ax)

forced :: [a] -> [a]
forced list = foldr seq () list `seq` list
