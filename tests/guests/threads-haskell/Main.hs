{-# LANGUAGE ForeignFunctionInterface #-}

-- | What the threaded runtime promises: one line for each part that is not so, and a last one if all are.
module Main (main) where

import Control.Concurrent
import Control.Concurrent.STM
import Control.Exception
import Control.Monad
import Data.IORef
import qualified Data.Map.Strict as Map
import Foreign
import Foreign.C.Types
import GHC.Clock (getMonotonicTimeNSec)
import GHC.Conc (getNumProcessors, numCapabilities)
import System.Exit
import System.Mem
import System.Posix.Types
import System.Timeout

foreign import ccall safe "usleep" c_usleep :: CUInt -> IO CInt

foreign import ccall unsafe "pipe" c_pipe :: Ptr CInt -> IO CInt

foreign import ccall safe "write" c_write :: CInt -> Ptr Word8 -> CSize -> IO CSsize

foreign import ccall unsafe "read" c_read :: CInt -> Ptr Word8 -> CSize -> IO CSsize

foreign import ccall unsafe "fetestexcept" c_fetestexcept :: CInt -> IO CInt

foreign import ccall "wrapper" callback :: (CInt -> IO CInt) -> IO (FunPtr (CInt -> IO CInt))

foreign import ccall safe "dynamic" call :: FunPtr (CInt -> IO CInt) -> CInt -> IO CInt

-- | Run actions in threads of their own, by the given way to fork, and collect what they give.
together :: (IO () -> IO ThreadId) -> [IO a] -> IO [a]
together fork actions = do
  boxes <- forM actions $ \action -> do
    box <- newEmptyMVar
    _ <- fork (try action >>= putMVar box)
    pure box
  results <- mapM takeMVar boxes
  mapM (either (throwIO :: SomeException -> IO a) pure) results

usesAllProcessors, runsWhereItIsPut, bindsThreads, blocksAlone, waitsForPipes, delays, timesOut, countsWell :: IO Bool
usesAllProcessors = do
  processors <- getNumProcessors
  capabilities <- getNumCapabilities
  pure (rtsSupportsBoundThreads && processors == capabilities && capabilities == numCapabilities)
runsWhereItIsPut = do
  count <- getNumCapabilities
  places <- forM [0 .. 2 * count - 1] $ \n -> do
    box <- newEmptyMVar
    _ <- forkOn n (myThreadId >>= threadCapability >>= putMVar box)
    takeMVar box
  pure (places == [(n `mod` count, True) | n <- [0 .. 2 * count - 1]])
bindsThreads = do
  bound <- together forkOS (replicate 5 isCurrentThreadBound)
  unbound <- together forkIO (replicate 5 isCurrentThreadBound)
  here <- isCurrentThreadBound
  pure (and bound && not (or unbound) && here)
-- The calls take 100 ms each; while they do, another thread on the same capability goes on.
blocksAlone = do
  ticks <- newIORef (0 :: Int)
  ticker <- forkOn 0 (forever (threadDelay 2000 >> atomicModifyIORef' ticks (\n -> (n + 1, ()))))
  _ <- together (forkOn 0) (replicate 4 (c_usleep 100000))
  counted <- readIORef ticks
  killThread ticker
  pure (counted > 3)
waitsForPipes = allocaArray 2 $ \ends -> do
  made <- c_pipe ends
  [reader, writer] <- peekArray 2 ends
  box <- newEmptyMVar
  _ <- forkIO $ do
    threadWaitRead (Fd reader)
    byte <- alloca (\place -> c_read reader place 1 >> peek place)
    putMVar box byte
  threadDelay 5000
  early <- tryReadMVar box
  written <- with 42 (\place -> c_write writer place 1)
  byte <- takeMVar box
  pure (made == 0 && early == Nothing && written == 1 && byte == 42)
-- At least as long as was asked for; how much longer is the machine's affair.
delays = and <$> together forkIO (map delay [5, 1, 3, 2, 4])
 where
  delay n = do
    start <- getMonotonicTimeNSec
    threadDelay (n * 10000)
    end <- getMonotonicTimeNSec
    pure (end - start >= fromIntegral n * 10000000)
timesOut = do
  never <- timeout 20000 (threadDelay 100000000)
  computing <- timeout 20000 (evaluate (length (filter odd (iterate (+ 1) (1 :: Integer)))))
  soon <- timeout 100000000 (pure 'x')
  pure (never == Nothing && computing == Nothing && soon == Just 'x')
countsWell = do
  total <- newTVarIO (0 :: Int)
  _ <- together forkIO (replicate 20 (replicateM_ 500 (atomically (modifyTVar' total (+ 1)))))
  (== 10000) <$> readTVarIO total

playsPingPong, collects, callsBack, endsThreads, seesDeadlock, hasRounded :: IO Bool
playsPingPong = do
  ping <- newEmptyMVar
  pong <- newEmptyMVar
  _ <- forkOn 0 (forM_ [1 .. 2000 :: Int] (\n -> takeMVar ping >>= \m -> putMVar pong (m + n)))
  box <- newEmptyMVar
  _ <- forkOn 1 (foldM (\sent _ -> putMVar ping sent >> takeMVar pong) 0 [1 .. 2000 :: Int] >>= putMVar box)
  (== 2001000) <$> takeMVar box
-- Every thread makes garbage and keeps a map; the collector runs on all processors, also when it is told to.
collects = do
  sums <- together forkIO [build n | n <- [1 .. 6]]
  performMajorGC
  pure (sums == [sum [n .. n + 19999] | n <- [1 .. 6]])
 where
  build n = do
    let kept = Map.fromList [(k, k + n) | k <- [0 .. 19999 :: Int]]
    performMinorGC
    evaluate (sum (Map.elems kept))
callsBack = do
  function <- callback (pure . (* 2))
  doubled <- together forkOS [call function n | n <- [1 .. 8]]
  freeHaskellFunPtr function
  pure (doubled == map (* 2) [1 .. 8])
endsThreads = do
  box <- newEmptyMVar
  caught <- newEmptyMVar
  thread <- forkIO ((putMVar caught () >> threadDelay 100000000) `catch` \e -> putMVar box (e == ThreadKilled))
  takeMVar caught
  killThread thread
  takeMVar box
seesDeadlock = do
  outcome <- try (newEmptyMVar >>= takeMVar) :: IO (Either BlockedIndefinitelyOnMVar ())
  pure (either (const True) (const False) outcome)
-- As if a computation before had had a result that was not exact: QEMU computes floating point more quickly then.
hasRounded = all (== inexact) <$> together forkOS (replicate 4 (c_fetestexcept inexact))
 where
  inexact = 0x20 -- FE_INEXACT

main :: IO ()
main = do
  failed <- filterM (fmap not . snd) parts
  mapM_ (putStrLn . ("not so: " ++) . fst) failed
  unless (null failed) exitFailure
  putStrLn "every part as it says"
 where
  parts =
    [ ("all processors are used", usesAllProcessors)
    , ("forkOn runs where it is put", runsWhereItIsPut)
    , ("forkOS binds", bindsThreads)
    , ("a safe call blocks its own thread only", blocksAlone)
    , ("threadWaitRead waits for a pipe", waitsForPipes)
    , ("threadDelay delays as long as it says", delays)
    , ("timeout ends what waits and what computes", timesOut)
    , ("transactions count well", countsWell)
    , ("two capabilities play ping-pong", playsPingPong)
    , ("memory is collected while all compute", collects)
    , ("C calls back in bound threads", callsBack)
    , ("killThread ends a thread", endsThreads)
    , ("a deadlock is seen", seesDeadlock)
    , ("a new thread has rounded", hasRounded)
    ]
