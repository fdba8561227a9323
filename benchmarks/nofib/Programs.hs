{-# LANGUAGE BangPatterns #-}
-- What does not depend on the size would otherwise be computed once and kept from turn to turn.
{-# OPTIONS_GHC -fno-full-laziness #-}

-- | Programs in the manner of nofib, each about one thing that GHC's runtime does.
module Programs (programs) where

import Control.Concurrent
import Control.Exception
import Control.Monad
import Data.Array
import Data.Array.ST
import Data.Array.Unboxed (UArray)
import qualified Data.Array.Unboxed as U
import Data.Bits (xor, (.&.))
import Data.Char (ord, toUpper)
import qualified Data.IntMap.Strict as IntMap
import Data.IORef
import Data.List (foldl', sort)
import qualified Data.Map.Strict as Map
import GHC.Conc
import Timed (Work (..))

programs :: [Work]
programs =
  [ Work "fibonacci" 31 (pure . toInteger . fibonacci)
  , Work "allocation" 18 (pure . toInteger . trees)
  , Work "laziness" 9000 (pure . toInteger . primes)
  , Work "integer" 3000 (pure . digits)
  , Work "integer-small" 300000 (pure . collatz)
  , Work "array" 400000 (pure . toInteger . sieve)
  , Work "boxed-array" 220 (pure . table)
  , Work "exceptions" 50000 exceptions
  , Work "threads" 10000 greenThreads
  , Work "mvar" 60000 pingPong
  , Work "stm" 60000 transactions
  , Work "strings" 60000 (pure . toInteger . text)
  , Work "map" 30000 (pure . toInteger . maps)
  , Work "records" 900000 (pure . toInteger . bodies)
  , Work "queens" 10 (pure . toInteger . queens)
  , Work "ioref" 1500000 counting
  , Work "retained" 30000 retained
  ]

-- | Calls and arithmetic, nothing allocated.
fibonacci :: Int -> Int
fibonacci n = if n < 2 then n else fibonacci (n - 1) + fibonacci (n - 2)

data Tree = Leaf | Node Tree Tree

-- | Much that lives for a short time: trees, built and counted.
trees :: Int -> Int
trees depth = sum [count (build (d .&. 7 + depth - 8)) | d <- [0 .. 15]]
  where
    build 0 = Leaf
    build d = Node (build (d - 1)) (build (d - 1))
    count Leaf = 1 :: Int
    count (Node l r) = count l + count r

-- | A list that is defined by itself.
primes :: Int -> Int
primes n = found !! n
  where
    found = 2 : filter isPrime [3, 5 ..] :: [Int]
    isPrime m = all (\p -> m `mod` p /= 0) (takeWhile (\p -> p * p <= m) found)

-- | Numbers of thousands of digits: those of e, by a series.
digits :: Int -> Integer
digits n = series 1 (10 ^ (3 * n)) 0 `mod` 1000000007
  where
    series :: Integer -> Integer -> Integer -> Integer
    series !k !term !total
      | term == 0 = total
      | otherwise = series (k + 1) (term `div` k) (total + term)

-- | Numbers that fit in a word, and need not.
collatz :: Int -> Integer
collatz n = foldl' (\most start -> max most (steps start)) 0 [1 .. toInteger n `div` 100]
  where
    steps :: Integer -> Integer
    steps = go 0
    go :: Integer -> Integer -> Integer
    go !count 1 = count
    go !count m = go (count + 1) (if even m then m `quot` 2 else 3 * m + 1)

-- | An array without boxes, written in ST.
sieve :: Int -> Int
sieve n = length (filter id (U.elems marked))
  where
    marked :: UArray Int Bool
    marked = runSTUArray $ do
      prime <- newArray (2, n) True
      forM_ [2 .. n] $ \i -> do
        is <- readArray prime i
        when (is && i * i <= n) $ forM_ [i * i, i * i + i .. n] $ \j -> writeArray prime j False
      pure prime

-- | An array whose elements are computed of each other when they are asked for.
table :: Int -> Integer
table n = cells ! (n, n) `mod` 1000000007
  where
    cells = array ((0, 0), (n, n)) [((i, j), cell i j) | i <- [0 .. n], j <- [0 .. n]] :: Array (Int, Int) Integer
    cell 0 _ = 1
    cell _ 0 = 1
    cell i j = (cells ! (i - 1, j) + cells ! (i, j - 1) + cells ! (i - 1, j - 1)) `mod` 1000000007

-- | Thrown, caught, and thrown on.
exceptions :: Int -> IO Integer
exceptions n = do
  caught <- newIORef (0 :: Integer)
  forM_ [1 .. n] $ \i ->
    (when (even i) (throwIO (userError "even")) `finally` modifyIORef' caught (+ 1))
      `catch` \e -> modifyIORef' caught (+ toInteger (length (show (e :: IOException))))
  readIORef caught

-- | Many threads at once, each with something to do.
greenThreads :: Int -> IO Integer
greenThreads n = do
  results <- forM [1 .. n] $ \i -> do
    result <- newEmptyMVar
    _ <- forkIO (yield >> (putMVar result $! foldl' (+) 0 [1 .. toInteger (i `mod` 50)]))
    pure result
  sum <$> mapM takeMVar results

-- | Two threads that wait for each other in turn.
pingPong :: Int -> IO Integer
pingPong n = do
  there <- newEmptyMVar
  back <- newEmptyMVar
  _ <- forkIO (forM_ [1 .. n] $ \_ -> takeMVar there >>= putMVar back . (+ 1))
  foldM (\total _ -> putMVar there total >> takeMVar back) 0 [1 .. n]

-- | Accounts between which threads move money, and which never are out of balance.
transactions :: Int -> IO Integer
transactions n = do
  accounts <- mapM (const (newTVarIO (1000 :: Integer))) [0 .. 9 :: Int]
  done <- newEmptyMVar
  forM_ [0 .. 3 :: Int] $ \t -> forkIO $ do
    forM_ [1 .. n `div` 4] $ \i -> atomically $ do
      let from = accounts !! ((i + t) `mod` 10)
          to = accounts !! ((i * 7 + t) `mod` 10)
      have <- readTVar from
      writeTVar from (have - 1)
      readTVar to >>= writeTVar to . (+ 1)
    putMVar done ()
  replicateM_ 4 (takeMVar done)
  sum <$> mapM readTVarIO accounts

-- | Lists of characters.
text :: Int -> Int
text n = foldl' (\h c -> (h * 31 + ord c) .&. 0xffffff) 7 (map toUpper (unwords (sort (words (concatMap word [1 .. n `div` 10])))))
  where
    word i = show (i * 7919 `mod` 10007) ++ " "

-- | Balanced trees as maps.
maps :: Int -> Int
maps n = Map.foldlWithKey' (\total key value -> (total + key * value) `mod` 1000003) 0 counted + IntMap.size ints
  where
    keys = take n (iterate (\x -> (x * 1103515245 + 12345) .&. 0x7fffffff) 42)
    counted = foldl' (\m k -> Map.insertWith (+) (k `mod` 5003) 1 m) Map.empty keys
    ints = foldl' (\m k -> IntMap.insertWith xor (k `mod` 4099) k m) IntMap.empty keys

data Body = Body {place :: !Double, speed :: !Double, mass :: !Double}

-- | Records of numbers that pull at each other.
bodies :: Int -> Int
bodies n = round (1000 * sum (map place (iterate step start !! (n `div` 100))))
  where
    start = [Body (fromIntegral i) 0 (1 / fromIntegral (i + 1)) | i <- [0 .. 7 :: Int]]
    step all' = [move b (sum [pull b other | other <- all']) | b <- all']
    pull b other = let d = place other - place b in mass other * d / (abs d * d * d + 0.1)
    move b force = let v = speed b + 0.001 * force in v `seq` b {place = place b + 0.001 * v, speed = v}

-- | Search with lists.
queens :: Int -> Int
queens n = length (go n)
  where
    go 0 = [[]]
    go k = [q : qs | qs <- go (k - 1), q <- [1 .. n], safe q qs]
    safe q qs = and [q /= c && abs (q - c) /= d | (d, c) <- zip [1 ..] qs]

-- | One place that is written over and over.
counting :: Int -> IO Integer
counting n = do
  place' <- newIORef (0 :: Integer)
  forM_ [1 .. n] $ \i -> modifyIORef' place' (+ toInteger (i .&. 3))
  readIORef place'

-- | Much that stays alive while the collector copies it again and again.
retained :: Int -> IO Integer
retained n = do
  kept <- newIORef Map.empty
  forM_ [1 .. n] $ \i -> modifyIORef' kept (Map.insert (i * 7919 `mod` n) (show i))
  toInteger . Map.foldl' (\total s -> total + length s) 0 <$> readIORef kept
