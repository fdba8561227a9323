-- | Vectors that all processors look through together, a piece each.
module Pieces (mapPieces, filterP) where

import Control.Parallel.Strategies (parMap, rseq)
import Data.Vector.Unboxed (Unbox, Vector)
import qualified Data.Vector.Unboxed as V

-- | As many pieces for any number of processors, so that answers do not depend on it.
pieces :: (Unbox a) => Vector a -> [Vector a]
pieces v = [V.slice from (to - from) v | (from, to) <- zip bounds (tail bounds)]
  where
    bounds = [V.length v * k `div` count | k <- [0 .. count]]
    count = 16

mapPieces :: (Unbox a) => (Vector a -> b) -> Vector a -> [b]
mapPieces f v = parMap rseq f (pieces v)

filterP :: (Unbox a) => (a -> Bool) -> Vector a -> Vector a
filterP keep v
    | V.length v < 4096 = V.filter keep v
    | otherwise = V.concat (mapPieces (V.filter keep) v)
{-# INLINE filterP #-}
