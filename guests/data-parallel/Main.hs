-- | What the report of 2009 was for: data-parallel Haskell on bare processors. Every array is computed by all processors
-- together, and every number is whole, so that the answers do not depend on how many there are.
module Main (main) where

import Control.Concurrent (getNumCapabilities)
import Data.Array.Repa (Array, DIM1, DIM2, U, Z (..), (:.) (..))
import qualified Data.Array.Repa as R
import qualified Data.Vector.Unboxed as V
import System.IO (hPutStrLn, stderr)

-- | A sparse matrix: where each row begins, and the column and value of each entry.
data Sparse = Sparse !(V.Vector Int) !(V.Vector (Int, Double))

vector :: Int -> Array U DIM1 Double
vector n = R.fromListUnboxed (Z :. n) [fromIntegral (i * 7919 `mod` 101) | i <- [1 .. n]]

dotProduct :: Array U DIM1 Double -> Array U DIM1 Double -> IO Double
dotProduct a b = R.sumAllP (R.zipWith (*) a b)

sumOfSquares :: Array U DIM1 Double -> IO Double
sumOfSquares a = R.sumAllP (R.map (\x -> x * x) a)

product2 :: Array U DIM2 Double -> Array U DIM2 Double -> IO (Array U DIM2 Double)
product2 a b = R.computeUnboxedP (R.fromFunction (Z :. rows :. columns) entry)
  where
    (Z :. rows :. inner, Z :. _ :. columns) = (R.extent a, R.extent b)
    entry (Z :. i :. j) = go 0 0
      where
        go :: Int -> Double -> Double
        go k s
            | k == inner = s
            | otherwise = go (k + 1) (s + R.unsafeIndex a (Z :. i :. k) * R.unsafeIndex b (Z :. k :. j))

sparse :: Int -> Sparse
sparse n = Sparse (V.scanl (+) 0 (V.generate n size)) (V.concatMap row (V.enumFromN 0 n))
  where
    size i = 1 + i `mod` 9
    row i = V.generate (size i) (\k -> ((i * 31 + k * 17) `mod` n, fromIntegral (i + k `mod` 5)))

sparseProduct :: Sparse -> Array U DIM1 Double -> IO (Array U DIM1 Double)
sparseProduct (Sparse begins entries) v = R.computeUnboxedP (R.fromFunction (Z :. V.length begins - 1) row)
  where
    row (Z :. i) = V.sum (V.map times (V.slice (begins V.! i) (begins V.! (i + 1) - begins V.! i) entries))
    times (column, x) = x * R.unsafeIndex v (Z :. column)

-- | How often each point of the plane is squared before it leaves the circle, up to a limit.
mandelbrot :: Int -> Int -> IO (Array U DIM2 Int)
mandelbrot size limit = R.computeUnboxedP (R.fromFunction (Z :. size :. size) steps)
  where
    steps (Z :. i :. j) = go 0 0 0
      where
        (a, b) = (at j * 3 - 2.25, at i * 3 - 1.5) :: (Double, Double)
        go :: Int -> Double -> Double -> Int
        go n x y
            | n == limit || x * x + y * y > 4 = n
            | otherwise = go (n + 1) (x * x - y * y + a) (2 * x * y + b)
    at k = fromIntegral k / fromIntegral size

main :: IO ()
main = do
    processors <- getNumCapabilities
    hPutStrLn stderr ("on " ++ show processors ++ (if processors == 1 then " processor" else " processors"))
    let (a, b) = (vector 200000, R.computeUnboxedS (R.map (+ 1) (vector 200000)))
        m = R.computeUnboxedS (R.fromFunction (Z :. 120 :. 120) (\(Z :. i :. j) -> fromIntegral (i * j `mod` 13)))
    told "dot product" (dotProduct a b)
    told "sum of squares" (sumOfSquares a)
    told "matrix product" (product2 m m >>= R.sumAllP)
    told "sparse matrix times vector" (sparseProduct (sparse 20000) (vector 20000) >>= R.sumAllP)
    told "Mandelbrot" (fromIntegral <$> (mandelbrot 160 200 >>= R.sumAllP))
  where
    told :: String -> IO Double -> IO ()
    told name answer = answer >>= \x -> putStrLn (name ++ ": " ++ show (round x :: Integer))
