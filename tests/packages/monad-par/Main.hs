module Main (main) where

import Control.Concurrent (getNumCapabilities)
import Control.Monad (replicateM_)
import Control.Monad.Par (IVar, NFData, Par, fork, get, new, parMap, parMapM, put, runPar, spawnP)
import Control.Monad.Par.Combinator (InclusiveRange (..), parMapReduceRange)
import qualified Control.Monad.Par.IO as IO
import Control.Monad.IO.Class (liftIO)

fibonacci :: Int -> Integer
fibonacci n = if n < 2 then toInteger n else fibonacci (n - 1) + fibonacci (n - 2)

-- | A divide-and-conquer sum that forks down to small ranges.
total :: Int -> Int -> Par Int
total from to
  | to - from < 1000 = pure (sum [from .. to])
  | otherwise = do
      let middle = (from + to) `div` 2
      left <- new
      right <- new
      fork (total from middle >>= put left)
      fork (total (middle + 1) to >>= put right)
      (+) <$> get left <*> get right

-- | A pipeline: each stage waits for the one before it.
chain :: Int -> Par Int
chain n = go n =<< spawnP 0
 where
  go :: Int -> IVar Int -> Par Int
  go 0 last' = get last'
  go k last' = do
    next <- new
    fork (get last' >>= put next . (+ 1))
    go (k - 1) next

main :: IO ()
main = do
  getNumCapabilities >>= print
  print (runPar (parMap fibonacci [10 .. 25]))
  print (runPar (parMapM (pure . (* 2)) [1 .. 10 :: Int]))
  print (runPar (total 1 1000000))
  print (runPar (chain 5000))
  print (runPar (parMapReduceRange (InclusiveRange 1 100000) (\i -> pure (i * i `mod` 7)) (\a b -> pure (a + b)) (0 :: Int)))
  IO.runParIO (liftIO (putStrLn "in IO"))
  replicateM_ 20 (print (sum (runPar (parMap (\x -> x * x) [1 .. 2000 :: Int]))))
