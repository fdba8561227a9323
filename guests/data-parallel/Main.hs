{-# LANGUAGE ExistentialQuantification #-}

-- | What the report of 2009 was for: data-parallel Haskell on bare processors. Every array is computed by all processors
-- together, and every number is whole, so that the answers do not depend on how many there are.
module Main (main) where

import BarnesHut (Body, step)
import Control.Concurrent (getNumCapabilities)
import Control.Exception (evaluate)
import Control.Monad (forM, forM_)
import Data.Array.Repa (Array, DIM1, DIM2, U, Z (..), (:.) (..))
import qualified Data.Array.Repa as R
import Data.IORef (newIORef, readIORef)
import qualified Data.Vector.Unboxed as V
import Data.Word (Word64)
import GHC.Clock (getMonotonicTimeNSec)
import Quickhull (Point, quickhull)
import Quicksort (quicksort)
import System.Environment (getArgs)
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

points :: Int -> V.Vector Point
points n = V.fromList (take n (filter inside (zip (noise 1) (noise 2))))
  where
    inside (x, y) = (x - 500000) * (x - 500000) + (y - 500000) * (y - 500000) <= 500000 * 500000

-- | Numbers from 0 to 999999, by a linear congruence.
noise :: Int -> [Int]
noise seed = map (`mod` 1000000) (tail (iterate (\x -> (x * 1103515245 + 12345) `mod` 2147483648) seed))

bodies :: Int -> V.Vector Body
bodies n = V.generate n body
  where
    body i = (part (i * 7919 + 13) 1009, part (i * 104729 + 7) 1013, 0, 0, fromIntegral (1 + i `mod` 3) / fromIntegral n)
    part :: Int -> Int -> Double
    part k m = fromIntegral (k `mod` m) / fromIntegral m

-- | What is computed: its name, what it is given by its scale, and how the answer comes of that.
data Program = forall a. Program String (Int -> a) (a -> IO Double)

programs :: [Program]
programs =
    [ Program "dot product" (\k -> vector (200000 * k)) (\a -> dotProduct a (R.computeUnboxedS (R.map (+ 1) a)))
    , Program "sum of squares" (\k -> vector (200000 * k)) sumOfSquares
    , Program "matrix product" (\k -> matrix (120 * k)) (\m -> product2 m m >>= R.sumAllP)
    , Program "sparse matrix times vector" (\k -> (sparse (20000 * k), vector (20000 * k))) $
        \(m, v) -> sparseProduct m v >>= R.sumAllP
    , Program "Mandelbrot" (\k -> 160 * k) (\size -> fromIntegral <$> (mandelbrot size 200 >>= R.sumAllP))
    , Program "quicksort" (\k -> V.fromList (take (30000 * k) (noise 3))) (pure . ordered . quicksort)
    , Program "quickhull" (\k -> points (20000 * k)) (pure . corners . quickhull)
    , Program "Barnes-Hut" (\k -> bodies (400 * k)) (pure . places . step 0.01 . step 0.01)
    ]
  where
    matrix :: Int -> Array U DIM2 Double
    matrix n = R.computeUnboxedS (R.fromFunction (Z :. n :. n) (\(Z :. i :. j) -> fromIntegral (i * j `mod` 13)))
    ordered :: V.Vector Int -> Double
    ordered v = fromIntegral (V.sum (V.imap (\i x -> (i `mod` 1000) * x) v))
    corners :: [Point] -> Double
    corners hull = fromIntegral (sum (zipWith (\i (x, y) -> i * (x + 2 * y)) [1 ..] hull))
    places :: V.Vector Body -> Double
    places = V.sum . V.map (\(x, y, _, _, _) -> fromIntegral (round ((x + 2 * y) * 1000000) :: Int))

-- | The answer, and the nanoseconds of the quickest of some turns.
timed :: Int -> Int -> Program -> IO (Double, Word64)
timed turns scale (Program _ given answer) = do
    -- Read anew at each turn, so that no turn has what another one computed.
    place <- newIORef $! given scale
    took <- forM [1 .. turns] $ \turn -> do
        _ <- evaluate (drift turn)
        x <- readIORef place
        before <- getMonotonicTimeNSec
        y <- answer x >>= evaluate
        after <- getMonotonicTimeNSec
        pure (y, after - before)
    pure (fst (head took), minimum (map snd took))

-- | About 100 kB of garbage a turn. GHC tells other processors of sparks when it collects: where in its area of allocation
-- a turn begins decides how long they idle, and would be the same again and again on a machine that does nothing else.
drift :: Int -> Int
drift turn = sum (take (700 * turn) (noise turn))

-- | Without arguments, every answer; with TURNS SCALE [NAME…], answers to larger questions, and the time of each.
main :: IO ()
main = do
    processors <- getNumCapabilities
    hPutStrLn stderr ("on " ++ show processors ++ (if processors == 1 then " processor" else " processors"))
    arguments <- getArgs
    case arguments of
        turns : scale : names -> do
            forM_ [p | p@(Program name _ _) <- programs, null names || name `elem` names] $ \program@(Program name _ _) -> do
                (answer, ns) <- timed (read turns) (read scale) program
                putStrLn ("timed " ++ name ++ ": " ++ whole answer ++ " in " ++ show ns)
            putStrLn "done"
        _ -> forM_ programs $ \(Program name given answer) ->
            answer (given 1) >>= \x -> putStrLn (name ++ ": " ++ whole x)
  where
    whole x = show (round x :: Integer)
