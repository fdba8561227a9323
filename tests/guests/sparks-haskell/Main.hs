{-# LANGUAGE ForeignFunctionInterface #-}

-- | A processor that idles takes a spark although its maker neither collects nor ends its time slice (`-A32m -V0`).
module Main (main) where

import Data.IORef
import Foreign.C.Types
import GHC.Conc (par)
import System.IO.Unsafe (unsafePerformIO)

foreign import ccall unsafe "usleep" c_usleep :: CUInt -> IO CInt

-- | Whether it happens within some milliseconds; each takes a little of the area of allocation.
within :: Int -> IORef [Int] -> IORef Bool -> IO Bool
within ms garbage taken = do
  isTaken <- readIORef taken
  if isTaken || ms == 0
    then pure isTaken
    else writeIORef garbage [ms] >> c_usleep 1000 >> within (ms - 1) garbage taken

main :: IO ()
main = do
  taken <- newIORef False
  garbage <- newIORef []
  -- Until the other processors have begun, and have nothing to do.
  _ <- c_usleep 500000
  let spark = unsafePerformIO (writeIORef taken True)
  isTaken <- spark `par` within 10000 garbage taken
  putStrLn (if isTaken then "taken" else "left")
