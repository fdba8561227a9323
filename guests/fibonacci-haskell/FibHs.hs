{-# LANGUAGE ForeignFunctionInterface #-}

-- | The sample of the report of 2009: a Haskell function that C calls.
module FibHs where

import Foreign.C.Types

fibonacci :: Int -> Int
fibonacci n = fibs !! n
  where
    fibs = 0 : 1 : zipWith (+) fibs (tail fibs)

fibonacciHs :: CInt -> CInt
fibonacciHs = fromIntegral . fibonacci . fromIntegral

foreign export ccall fibonacciHs :: CInt -> CInt
