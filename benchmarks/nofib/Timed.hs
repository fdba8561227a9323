-- | How long a program takes, told by itself: the clock is the one that both systems have.
module Timed (Work (..), timed) where

import Control.Exception (evaluate)
import GHC.Clock (getMonotonicTimeNSec)
import System.Mem (performMajorGC)

-- | Something to do, given how much of it; its result has to be the same everywhere.
data Work = Work
  { name :: String
  , size :: Int
  , run :: Int -> IO Integer
  }

-- | Do it several times and print name, result and the nanoseconds of the best.
timed :: Int -> Work -> IO ()
timed times work = do
  found <- mapM (const once) [1 .. times]
  let results = map fst found
  if all (== head results) results
    then putStrLn (unwords ["nofib", name work, show (head results), show (minimum (map snd found))])
    else putStrLn (unwords ["nofib", name work, "differs"])
  where
    once = do
      performMajorGC
      began <- getMonotonicTimeNSec
      result <- run work (size work) >>= evaluate
      ended <- getMonotonicTimeNSec
      pure (result, ended - began)
