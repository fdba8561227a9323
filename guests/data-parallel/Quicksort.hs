-- | Quicksort: halves are sorted by different processors as long as they are large, and in place when they are not.
module Quicksort (quicksort) where

import Control.Monad (when)
import Control.Monad.ST (ST)
import Control.Parallel.Strategies (rpar, rseq, runEval)
import Data.Vector.Unboxed (Vector)
import qualified Data.Vector.Unboxed as V
import qualified Data.Vector.Unboxed.Mutable as M
import Pieces (filterP)

quicksort :: Vector Int -> Vector Int
quicksort v
    | V.length v < 2000 = V.modify (\m -> inPlace m 0 (M.length m - 1)) v
    | otherwise = runEval $ do
        less <- rpar (quicksort (filterP (< pivot) v))
        more <- rseq (quicksort (filterP (> pivot) v))
        less' <- rseq less
        rseq (V.concat [less', filterP (== pivot) v, more])
  where
    pivot = v V.! (V.length v `div` 2)

inPlace :: M.MVector s Int -> Int -> Int -> ST s ()
inPlace m low high = when (low < high) $ do
    pivot <- M.unsafeRead m ((low + high) `div` 2)
    (left, right) <- split pivot low high
    inPlace m low right
    inPlace m left high
  where
    split pivot i j
        | i > j = pure (i, j)
        | otherwise = do
            i' <- upTo pivot i
            j' <- downTo pivot j
            if i' <= j' then M.unsafeSwap m i' j' >> split pivot (i' + 1) (j' - 1) else pure (i', j')
    upTo pivot i = M.unsafeRead m i >>= \x -> if x < pivot then upTo pivot (i + 1) else pure i
    downTo pivot j = M.unsafeRead m j >>= \x -> if x > pivot then downTo pivot (j - 1) else pure j
