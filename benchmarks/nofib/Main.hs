-- | The programs by name: `nofib TIMES [NAME…]`.
module Main (main) where

import Programs (programs)
import System.Environment (getArgs)
import System.IO
import Timed (name, timed)

main :: IO ()
main = do
  hSetBuffering stdout LineBuffering
  arguments <- getArgs
  case arguments of
    times : wanted -> mapM_ (timed (read times)) [p | p <- programs, null wanted || name p `elem` wanted]
    [] -> putStrLn (unwords (map name programs))
  putStrLn "nofib done"
