{-# LANGUAGE MagicHash, TemplateHaskell #-}
-- Every library of GHC's own that a guest may have, and what comes along of Debian's, each imported and used.
module Main (main) where
import Control.Concurrent.STM (atomically, newTVarIO, readTVar, modifyTVar)
import Control.DeepSeq (force)
import Control.Monad.Catch (try, SomeException, throwM)
import Control.Monad.State (execState, modify)
import Control.Monad.Trans.Maybe (runMaybeT, MaybeT(..))
import Control.Parallel.Strategies (parMap, rseq)
import Data.Array (listArray, (!))
import Data.Binary (encode, decode)
import qualified Data.ByteString.Char8 as B
import qualified Data.Map as M
import qualified Data.HashMap.Strict as H
import Data.Hashable (hash)
import qualified Data.Text as T
import qualified Data.Text.IO as T
import Data.Time (fromGregorian, addDays, getCurrentTime, diffUTCTime)
import qualified Data.Vector.Unboxed as V
import qualified Data.Primitive.ByteArray as P
import qualified Data.Array.Repa as R
import GHC.Num.Integer (integerLog2)
import GHC.Prim (Int#, (+#))
import GHC.Types (Int (I#))
import Language.Haskell.TH (integerL, litE)
import System.Directory (createDirectory, listDirectory)
import System.Environment (getExecutablePath)
import System.FilePath ((</>))
import System.Posix (getProcessID)
import System.Process (readProcess)
import System.Random (mkStdGen, randomR)
import System.Random.SplitMix (mkSMGen, nextInt)
import Test.QuickCheck (chatty, isSuccess, quickCheckWithResult, stdArgs)
import qualified Text.Parsec as Parsec
import Text.PrettyPrint (render, text, (<+>))

main :: IO ()
main = do
  print (integerLog2 (2 ^ (100 :: Int)), let twice :: Int# -> Int#; twice n = n +# n in I# (twice 21#))
  v <- newTVarIO (40 :: Int)
  atomically (modifyTVar v (+ 2)) >> atomically (readTVar v) >>= print
  print (force (execState (mapM_ (\n -> modify (+ n)) [1 .. 10 :: Int]) 0))
  runMaybeT (MaybeT (pure (Just 'm'))) >>= print
  r <- try (throwM (userError "thrown")) :: IO (Either SomeException ())
  print r
  print (parMap rseq (* 2) [1 .. 5 :: Int], listArray (0, 2) "abc" ! (1 :: Int))
  print (decode (encode [1 :: Int, 2, 3]) :: [Int])
  B.putStrLn (B.unwords [B.pack "byte", B.pack "string"])
  print (M.toList (M.fromListWith (+) [(k `mod` 3, k) | k <- [1 .. 9 :: Int]]))
  print (H.lookup "a" (H.fromList [("a", hash (1 :: Int))]))
  T.putStrLn (T.toUpper (T.pack "größe"))
  print (addDays 60 (fromGregorian 2024 1 1))
  a <- getCurrentTime
  b <- getCurrentTime
  print (diffUTCTime b a >= 0)
  print (V.sum (V.enumFromTo 1 (100 :: Int)), P.sizeofByteArray (P.byteArrayFromList [1 :: Int, 2]))
  print (R.sumAllS (R.fromFunction (R.Z R.:. 10) (\(R.Z R.:. i) -> i :: Int)))
  print $(litE (integerL (product [1 .. 20])))
  createDirectory ("/tmp" </> "made") >> listDirectory "/tmp" >>= print
  getProcessID >>= print
  getExecutablePath >>= print
  print (fst (randomR (1, 6 :: Int) (mkStdGen 1)), fst (nextInt (mkSMGen 1)))
  quickCheckWithResult stdArgs {chatty = False} (\xs -> reverse (reverse xs) == (xs :: [Int])) >>= print . isSuccess
  print (Parsec.parse (Parsec.sepBy (Parsec.many1 Parsec.digit) (Parsec.char ',')) "in" "1,22,333")
  putStrLn (render (text "pretty" <+> text "print"))
  p <- try (readProcess "ls" [] "") :: IO (Either SomeException String)
  print p
