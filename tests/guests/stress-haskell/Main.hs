-- | A random tree of Haskell's threads, by a seed: each makes garbage, starts others in one of several ways, and hands its
-- value up in one of several ways. A pure function of the seed says what has to come out.
--
-- stress-haskell SEED [TREES]
module Main (main) where

import Control.Concurrent
import Control.Concurrent.STM
import Control.Exception
import Control.Monad
import Data.Bits
import Data.IORef
import Data.List (foldl')
import qualified Data.Map.Strict as Map
import Data.Word
import Foreign (alloca, castPtr, peek, poke)
import GHC.Conc (par)
import System.Environment (getArgs)
import System.Exit
import System.Mem (performMajorGC, performMinorGC)
import System.Posix.IO (closeFd, createPipe, fdReadBuf, fdWriteBuf)
import System.Timeout (timeout)

type Seed = Word64

mixed :: Word64 -> Word64
mixed x0 = x3 `xor` (x3 `shiftR` 31)
  where
    x1 = x0 + 0x9e3779b97f4a7c15
    x2 = (x1 `xor` (x1 `shiftR` 30)) * 0xbf58476d1ce4e5b9
    x3 = (x2 `xor` (x2 `shiftR` 27)) * 0x94d049bb133111eb

-- | Some bits of a seed, as a number below a limit.
pick :: Seed -> Int -> Int -> Int
pick seed place limit = fromIntegral (mixed (seed + fromIntegral place) `mod` fromIntegral limit)

children :: Seed -> Int -> [Seed]
children _ 0 = []
children seed _ = [mixed (seed `xor` (fromIntegral n * 0x100000001b3)) | n <- [1 .. pick seed 1 5]]

-- | What a node computes: a sum over a map that it builds, so that there is something to collect.
work :: Seed -> Word64
work seed = Map.foldlWithKey' (\s k v -> mixed (s + fromIntegral k + v)) seed built
  where
    size = 1 + pick seed 2 2000
    built = foldl' (\m k -> Map.insertWith (+) (pick seed k 500) (mixed (fromIntegral k)) m) Map.empty [1 .. size]

-- | What a node computes of one to three such sums, or of what stands for them.
together :: ([Word64] -> [Word64]) -> Seed -> Word64
together way seed = foldl' (\v x -> mixed (v `xor` x)) 0 (way [work (seed + n) | n <- [0 .. fromIntegral (pick seed 9 3)]])

alone :: Seed -> Int -> Word64
alone seed depth = foldl' (\v child -> mixed (v `xor` alone child (depth - 1))) (together id seed) (children seed depth)

counted :: Seed -> Int -> Int
counted seed depth = 1 + sum [counted child (depth - 1) | child <- children seed depth]

-- | The tree, by threads; `count` counts the nodes.
grow :: TVar Int -> Seed -> Int -> IO Word64
grow count seed depth = do
  waits <- forM (children seed depth) (\child -> start child (grow count child (depth - 1)))
  disturb seed
  atomically (modifyTVar' count (+ 1))
  mine <- evaluate (together sparked seed)
  values <- if testBit seed 7 then sequence waits else reverse <$> sequence (reverse waits)
  pure (foldl' (\v value -> mixed (v `xor` value)) mine values)

-- | Each may be evaluated by whoever idles.
sparked :: [a] -> [a]
sparked list = foldr par list list

-- | Start a thread, and return what waits for its value.
start :: Seed -> IO Word64 -> IO (IO Word64)
start seed action = do
  (give, wait) <- handing seed
  _ <- fork (action >>= give)
  pure wait
  where
    fork = case pick seed 3 4 of
      0 -> forkOn (pick seed 4 16)
      1 -> forkOS
      _ -> forkIO

handing :: Seed -> IO (Word64 -> IO (), IO Word64)
handing seed = case pick seed 5 5 of
  0 -> (\box -> (putMVar box, takeMVar box)) <$> newEmptyMVar
  1 -> do
    place <- newTVarIO Nothing
    pure (atomically . writeTVar place . Just, atomically (readTVar place >>= maybe retry pure))
  2 -> do
    line <- newChan
    pure (\v -> mapM_ (writeChan line) [v, v + 1, v + 2], head <$> replicateM 3 (readChan line))
  3 -> byPipe
  _ -> do
    place <- newIORef 0
    done <- newQSem 0
    pure (\v -> writeIORef place v >> signalQSem done, waitQSem done >> readIORef place)

byPipe :: IO (Word64 -> IO (), IO Word64)
byPipe = do
  (reader, writer) <- createPipe
  let give value = alloca (\p -> poke p value >> fdWriteBuf writer (castPtr p) 8) >>= expect "written" >> closeFd writer
      wait = do
        threadWaitRead reader
        value <- alloca (\p -> fdReadBuf reader (castPtr p) 8 >>= expect "read" >> peek p)
        closeFd reader
        pure value
  pure (give, wait)
  where
    expect what n = unless (n == 8) (fail ("a pipe: " ++ show n ++ " bytes " ++ what))

-- | Something that must not change any answer.
disturb :: Seed -> IO ()
disturb seed = case pick seed 6 12 of
  0 -> performMinorGC
  1 -> when (pick seed 7 4 == 0) performMajorGC
  2 -> threadDelay (pick seed 8 2000)
  3 -> yield
  4 -> do
    thread <- forkIO (forever (evaluate (work seed) >> yield))
    yield
    killThread thread
  5 -> do
    ended <- timeout 100 (forever yield) :: IO (Maybe ())
    when (ended /= Nothing) (fail "what never ends has ended")
  6 -> do
    caught <- try (evaluate (foldr (\x k s -> if s > 5000 then throw Overflow else k (s + x)) id [1 ..] (0 :: Int)))
    when (caught /= Left Overflow) (fail ("not thrown: " ++ show caught))
  7 -> do
    gate <- newEmptyMVar
    threads <- replicateM 3 (forkIO (readMVar gate))
    putMVar gate ()
    mapM_ killThread threads
  _ -> pure ()

main :: IO ()
main = do
  args <- getArgs
  let (seed, trees) = case map read args of
        [] -> (1, 2)
        [s] -> (s, 2)
        s : t : _ -> (s, t)
      roots = [mixed (seed * 1000003 + t) | t <- [1 .. trees]] :: [Seed]
  count <- newTVarIO 0
  values <- forM roots (\root -> grow count root 4)
  threads <- readTVarIO count
  let wrong = [root | (root, value) <- zip roots values, value /= alone root 4]
  unless (null wrong) (putStrLn ("stress: the threads gave something else from " ++ show wrong) >> exitFailure)
  unless (threads == sum [counted root 4 | root <- roots]) (putStrLn "stress: threads were lost" >> exitFailure)
  putStrLn ("stress: " ++ show threads ++ " threads as one alone")
